// What one model is called by those who sell it, route to it, or run it.
import type { BookProvider } from "./book";
import { isMatch } from "./match";

/** Names of providers that the price list does not know by itself. */
const providerAliases: Readonly<Record<string, string>> = {
  "@cf": "cloudflare",
  amazon: "aws",
  "azure-openai": "azure",
  azure_ai: "azure",
  azure_openai: "azure",
  bedrock: "aws",
  copilot: "github-copilot",
  deepseek_ai: "deepseek",
  gemini: "google",
  moonshot: "moonshotai",
  vertex: "google",
  vertex_ai: "google",
  vertexai: "google",
  "x.ai": "x-ai",
  xai: "x-ai",
  "z-ai": "zai",
  "z.ai": "zai",
};

export function findProvider(providers: readonly BookProvider[], name: string): BookProvider | undefined {
  const wanted = name.trim().toLowerCase();
  const id = providerAliases[wanted] ?? wanted;
  return (
    providers.find((provider) => provider.id === id) ??
    providers.find((provider) => provider.match && isMatch(provider.match, id))
  );
}

/** In lower case, without what a tool adds for itself: Claude Code's `[1m]` asks for a longer context. */
export function cleanName(raw: string): string {
  return (
    raw
      .trim()
      .toLowerCase()
      .replace(/\[[^\]]*\]$/, "")
      .trim() || raw.trim().toLowerCase()
  );
}

const BEDROCK =
  /^(?:[a-z]+(?:-[a-z]+)?\.)?(?=(?:ai21|amazon|anthropic|cohere|deepseek|meta|mistral|openai|qwen)\.)/;

/** What a name's own shape says of who sells it: Bedrock's and Vertex' names look like no other's. */
export function providerOfShape(name: string): string | null {
  if (name.startsWith("arn:aws:bedrock") || BEDROCK.test(name)) return "aws";
  return /(^|\/)publishers\//.test(name) ? "google" : null;
}

/** The parts before the slashes of a routed name; the first that is a provider sold it: `openrouter/anthropic/…`. */
export function prefixesOf(name: string): string[] {
  return name.split("/").slice(0, -1);
}

/** Names to look for, the most telling first; each later one knows less of region, route, and version. */
export function namesOf(name: string): string[] {
  const parts = name.split("/");
  const routed = parts.map((_, index) => parts.slice(index).join("/"));
  const bare = routed.at(-1) ?? name;
  const unregioned = bare.replace(BEDROCK, "");
  const unvendored =
    unregioned === bare && !BEDROCK.test(bare) ? bare : unregioned.replace(/^[a-z0-9]+\./, "");
  const unversioned = unvendored.replace(/-v\d+(:\d+)?$/, "").replace(/@.*$/, "");
  const undated = unversioned.replace(/-(20\d{6}|20\d\d-\d\d-\d\d)$/, "");
  return [...new Set([...routed, unregioned, unvendored, unversioned, undated])].filter((one) => one !== "");
}
