// Tokens by bucket.
import type { TokenBuckets } from "@/lib/costs/schema";

export const BUCKETS = [
  { key: "input", label: "Input, read anew" },
  { key: "cacheRead", label: "Cache read" },
  { key: "cacheWrite5m", label: "Cache write, 5 min" },
  { key: "cacheWrite1h", label: "Cache write, 1 h" },
  { key: "output", label: "Output" },
] as const satisfies { key: keyof TokenBuckets; label: string }[];

export function allTokens(tokens: TokenBuckets): number {
  return BUCKETS.reduce((sum, { key }) => sum + tokens[key], 0);
}

/** The share of the prompts that came from a cache; null where nothing was prompted. */
export function cacheShare({ input, cacheRead, cacheWrite5m, cacheWrite1h }: TokenBuckets): number | null {
  const prompts = input + cacheRead + cacheWrite5m + cacheWrite1h;
  return prompts === 0 ? null : cacheRead / prompts;
}
