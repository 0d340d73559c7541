// Which provider a request is for, and where it goes there.
import { env } from "@/lib/platform/env";

export type Provider = "openai" | "anthropic";

/** What is metered; everything else passes by without a record. */
export type Endpoint = "chat" | "responses" | "embeddings" | "messages";

export interface Target {
  provider: Provider;
  origin: string;
  /** With the query, as the upstream gets it. */
  path: string;
  endpoint: Endpoint | null;
}

const PREFIX = "/api/gateway/";

/** Each base is what the official clients are given: OPENAI_BASE_URL ends in /v1, ANTHROPIC_BASE_URL does not. */
const BASES: Record<Provider, string> = {
  openai: "/api/gateway/openai/v1",
  anthropic: "/api/gateway/anthropic",
};

const METERED: Record<Provider, Record<string, Endpoint>> = {
  openai: {
    "/chat/completions": "chat",
    "/completions": "chat",
    "/responses": "responses",
    "/responses/compact": "responses",
    "/embeddings": "embeddings",
  },
  anthropic: { "/v1/messages": "messages" },
};

export const isForGateway = (url: string | undefined): boolean => url?.startsWith(PREFIX) ?? false;

/** Whose shape an answer has, also where there is no such path. */
export function providerOf(url: string): Provider {
  return url.startsWith(`${PREFIX}anthropic`) ? "anthropic" : "openai";
}

/** Null: the path leads nowhere, or out of the upstream's base. */
export function toTarget(method: string, url: string): Target | null {
  const provider = providerOf(url);
  const rest = url.slice(BASES[provider].length);
  const [path = "", ...query] = rest.split("?");
  if (!url.startsWith(`${BASES[provider]}/`) || leadsOut(path)) return null;
  if (provider === "anthropic" && !path.startsWith("/v1/")) return null;
  const base = upstreamOf(provider);
  return {
    provider,
    origin: base.origin,
    path: `${base.pathname.replace(/\/+$/, "")}${path}${query.length > 0 ? `?${query.join("?")}` : ""}`,
    endpoint: method === "POST" ? (METERED[provider][plain(path)] ?? null) : null,
  };
}

/** A segment of dots, however it is written, would climb out of the base; so might what is no path at all. */
function leadsOut(path: string): boolean {
  try {
    return decodeURIComponent(path)
      .split(/[/\\]/)
      .some((segment) => segment === "." || segment === "..");
  } catch {
    return true;
  }
}

/** As a provider may read it: another spelling of a metered path must not pass by its budgets. */
function plain(path: string): string {
  return decodeURIComponent(path).replace(/\/+/g, "/").replace(/\/$/, "").toLowerCase();
}

function upstreamOf(provider: Provider): URL {
  const { OPENAI_UPSTREAM_URL, ANTHROPIC_UPSTREAM_URL } = env();
  return new URL(provider === "openai" ? OPENAI_UPSTREAM_URL : ANTHROPIC_UPSTREAM_URL);
}

/** The server's own key at a provider, for callers that send none. */
export function serverKeyOf(provider: Provider): string | undefined {
  const { GATEWAY_OPENAI_API_KEY, GATEWAY_ANTHROPIC_API_KEY } = env();
  return provider === "openai" ? GATEWAY_OPENAI_API_KEY : GATEWAY_ANTHROPIC_API_KEY;
}
