// Spans of the semantic conventions for generative AI, their older names included.
import { Attributes } from "./attributes";
import { fromInclusive, instantOf, isNothing, type ReadCall, requireModel, requireName } from "./call";
import { Refusal } from "./refusal";
import type { Span } from "./request";

const INPUT = ["gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens"];
const OUTPUT = ["gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens"];
const CACHE_READ = ["gen_ai.usage.cache_read.input_tokens", "gen_ai.usage.cache_read_input_tokens"];
const CACHE_WRITE = ["gen_ai.usage.cache_creation.input_tokens", "gen_ai.usage.cache_creation_input_tokens"];

/** What calls a model by itself; a span around several calls, as of an agent, repeats the usage of those within it. */
const CALLS = ["chat", "text_completion", "generate_content", "embeddings", "completion"];
/** Agents that tell of the same calls by events, which say more. */
const TOLD_BY_EVENTS = /^(claude-code|codex)/;

/** The usage of providers by the conventions' names for them; others have the names of the price list. */
const PROVIDERS: Record<string, string> = {
  "aws.bedrock": "aws",
  "azure.ai.inference": "azure",
  "azure.ai.openai": "azure",
  "az.ai.inference": "azure",
  "az.ai.openai": "azure",
  "gcp.gemini": "google",
  "gcp.gen_ai": "google",
  "gcp.vertex_ai": "google",
  mistral_ai: "mistral",
  x_ai: "x-ai",
};

/** The call that a span is of, or null for any other span. */
export function readSpan(span: Span, resource: Attributes): ReadCall | null {
  const attributes = new Attributes(span.attributes, resource);
  if (![...INPUT, ...OUTPUT].some((name) => attributes.get(name) !== undefined)) return null;
  if (TOLD_BY_EVENTS.test(String(attributes.get("service.name") ?? ""))) return null;
  const operation = attributes.text("gen_ai.operation.name");
  if (operation !== undefined && !CALLS.includes(operation)) return null;
  const tokens = fromInclusive({
    input: attributes.count(...INPUT),
    cacheRead: attributes.count(...CACHE_READ),
    cacheWrite: attributes.count(...CACHE_WRITE),
    output: attributes.count(...OUTPUT),
  });
  if (isNothing({ tokens, reportedCost: null })) return null;
  const provider = attributes.text("gen_ai.provider.name", "gen_ai.system") ?? "";
  const response = attributes.text("gen_ai.response.id");
  return {
    ...attributes.place(),
    label: `Span ${span.name?.slice(0, 80) ?? ""}`.trim(),
    weight: 1,
    externalId: requireName(response ? `genai:${response}` : `span:${spanName(span)}`),
    provider: PROVIDERS[provider.toLowerCase()] ?? provider,
    model: requireModel(attributes.text("gen_ai.response.model", "gen_ai.request.model")),
    tokens,
    reportedCost: null,
    occurredAt: instantOf([span.endTimeUnixNano, span.startTimeUnixNano]),
  };
}

function spanName({ traceId, spanId }: Span): string {
  const [trace, id] = [traceId ?? "", spanId ?? ""].map((text) => text.toLowerCase());
  if (/^[0-9a-f]{32}$/.test(trace ?? "") && /^[0-9a-f]{16}$/.test(id ?? "")) return `${trace}:${id}`;
  throw new Refusal("It has neither gen_ai.response.id nor a trace id of 16 bytes and a span id of 8.");
}
