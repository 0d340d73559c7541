// What providers say that a call used, as buckets in which each token is counted once.
import type { TokenBuckets } from "../schema";

export type Json = Record<string, unknown>;

export const isJson = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const textAt = (json: Json, name: string): string | null => {
  const value = json[name];
  return typeof value === "string" && value !== "" ? value : null;
};

/** A number of tokens; absent or null is none, and anything else is no usage at all. */
function countOf(json: unknown, name: string): number {
  const value = isJson(json) ? json[name] : undefined;
  if (value === undefined || value === null) return 0;
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 1e12) return value;
  return Number.NaN;
}

/** OpenAI's, of chats, completions, embeddings and responses: what came from a cache is part of the prompt. */
export function fromOpenAi(usage: unknown): TokenBuckets | null {
  if (!isJson(usage)) return null;
  const isChat = "prompt_tokens" in usage;
  if (!isChat && !("input_tokens" in usage)) return null;
  const prompt = countOf(usage, isChat ? "prompt_tokens" : "input_tokens");
  const details = usage[isChat ? "prompt_tokens_details" : "input_tokens_details"];
  const cacheRead = countOf(details, "cached_tokens");
  const written = countOf(details, "cache_write_tokens");
  const split = isJson(details) ? details.cache_write_tokens_details : undefined;
  const cacheWrite1h = countOf(split, "ttl_12h_tokens");
  const output = countOf(usage, isChat ? "completion_tokens" : "output_tokens");
  return checked({
    input: prompt - cacheRead - written,
    cacheRead,
    cacheWrite5m: written - cacheWrite1h,
    cacheWrite1h,
    output,
  });
}

/** Anthropic's: what came from a cache, or was written to one, is apart from the input. */
export function fromAnthropic(usage: unknown): TokenBuckets | null {
  if (!isJson(usage) || !("input_tokens" in usage || "output_tokens" in usage)) return null;
  const written = countOf(usage, "cache_creation_input_tokens");
  const split = usage.cache_creation;
  const cacheWrite1h = countOf(split, "ephemeral_1h_input_tokens");
  const told5m = countOf(split, "ephemeral_5m_input_tokens");
  return checked({
    input: countOf(usage, "input_tokens"),
    cacheRead: countOf(usage, "cache_read_input_tokens"),
    // What is of unknown age was written for five minutes.
    cacheWrite5m: Math.max(told5m, written - cacheWrite1h),
    cacheWrite1h,
    output: countOf(usage, "output_tokens"),
  });
}

function checked(tokens: TokenBuckets): TokenBuckets | null {
  return Object.values(tokens).every((count) => count >= 0) ? tokens : null;
}

const TIERS = new Set(["batch", "flex", "priority", "fast", "ultrafast", "us"]);

/** The tiers a call was served at, where they are not the usual ones. */
export function tierOf(...told: unknown[]): string | null {
  return told.filter((one) => typeof one === "string" && TIERS.has(one)).join("+") || null;
}

const TEXTS = new Set([
  "arguments",
  "content",
  "input",
  "partial_json",
  "reasoning",
  "reasoning_content",
  "refusal",
  "text",
  "thinking",
]);

/** Characters that a model wrote, within any part of an answer. */
export function lengthOfText(value: unknown, isText = false): number {
  if (typeof value === "string") return isText ? value.length : 0;
  if (Array.isArray(value)) return value.reduce((sum: number, part) => sum + lengthOfText(part, isText), 0);
  if (!isJson(value)) return 0;
  return Object.entries(value).reduce((sum, [name, part]) => sum + lengthOfText(part, TEXTS.has(name)), 0);
}
