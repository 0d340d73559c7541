// What of a message's headers goes on: all of them, but those of this connection and those that are ours.
import type { IncomingMessage } from "node:http";
import { type Provider, serverKeyOf } from "./target";

const HOP_BY_HOP = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];
const ENDED_HERE = new Set(HOP_BY_HOP);
/** A direct call would not have these: they tell of this server, of those in front of it, or of its sign-in. */
const OURS = new Set([...HOP_BY_HOP, "host", "expect", "cookie", "forwarded", "x-real-ip", "via"]);
const OUR_PREFIX = /^x-(omoi|forwarded)-/;
const OUR_KEY = /omoi_[\w-]{16,}/;

/** The OmoiOS key of a request: in a header of its own, or where the provider's key would be. */
export function keyOf({ headers }: IncomingMessage): string | null {
  const own = headers["x-omoi-key"];
  if (typeof own === "string" && own !== "") return own.trim();
  const bearer = /^Bearer +(omoi_\S+)$/i.exec(headers.authorization ?? "")?.[1];
  const apiKey = headers["x-api-key"];
  return bearer ?? (typeof apiKey === "string" && apiKey.startsWith("omoi_") ? apiKey : null);
}

/** A request's headers for the provider, as name, value, name, value; null where there is no key to call it with. */
export function toUpstream(request: IncomingMessage, provider: Provider): string[] | null {
  const named = namedBy(request.headers.connection);
  const kept: string[] = [];
  let hasKey = false;
  eachPair(request.rawHeaders, (name, value) => {
    const lower = name.toLowerCase();
    if (OURS.has(lower) || named.has(lower) || OUR_PREFIX.test(lower) || OUR_KEY.test(value)) return;
    if (lower === "authorization" || lower === "x-api-key") hasKey = true;
    kept.push(name, value);
  });
  if (hasKey) return kept;
  const own = serverKeyOf(provider);
  if (!own) return null;
  kept.push(...(provider === "openai" ? ["Authorization", `Bearer ${own}`] : ["x-api-key", own]));
  return kept;
}

/** The provider's headers for the caller. */
export function toCaller(raw: readonly string[]): string[] {
  const named = namedBy(headerOf(raw, "connection"));
  const kept: string[] = [];
  eachPair(raw, (name, value) => {
    const lower = name.toLowerCase();
    if (!ENDED_HERE.has(lower) && !named.has(lower)) kept.push(name, value);
  });
  return kept;
}

export function without(raw: readonly string[], ...names: string[]): string[] {
  const kept: string[] = [];
  eachPair(raw, (name, value) => {
    if (!names.includes(name.toLowerCase())) kept.push(name, value);
  });
  return kept;
}

export function headerOf(raw: readonly string[], wanted: string): string | undefined {
  for (let at = 0; at < raw.length; at += 2) if (raw[at]?.toLowerCase() === wanted) return raw[at + 1];
  return undefined;
}

function eachPair(raw: readonly string[], visit: (name: string, value: string) => void): void {
  for (let at = 0; at < raw.length; at += 2) visit(raw[at] ?? "", raw[at + 1] ?? "");
}

/** Headers that the Connection header says are of this connection only. */
function namedBy(connection: string | undefined): Set<string> {
  return new Set((connection ?? "").toLowerCase().split(/ *, */));
}
