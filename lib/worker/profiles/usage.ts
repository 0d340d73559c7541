// Tokens in disjoint buckets, by model, and money as exact decimals.
import type { UsdAmount } from "@/lib/platform/money";
import { UsageSummary } from "@/lib/work/schema";
import { storable } from "../utf8";

export interface TokenCounts {
  inputTokens: number;
  cacheReadTokens: number;
  /** For five minutes, or for a time that the agent does not tell. */
  cacheWriteTokens: number;
  /** For an hour, where the agent tells; not in `cacheWriteTokens`. */
  cacheWrite1hTokens?: number;
  outputTokens: number;
}

export interface ModelUsage extends TokenCounts {
  /** Null when the agent's output does not name it. */
  model: string | null;
  provider?: string;
  costUsd?: UsdAmount;
}

export interface AgentUsage {
  models: ModelUsage[];
  /** What the agent says the whole run cost; absent: the sum over the models that have a cost. */
  costUsd?: UsdAmount;
}

/** What the API keeps at most. */
const MODELS_MAX = 20;
const NAME_LENGTH_MAX = 200;
const PROVIDER_LENGTH_MAX = 80;
const PICO = 10n ** 12n;

/**
 * Buckets from sources whose prompt count includes what the cache gave and took: input is what remains.
 * A source that contradicts itself never makes a bucket negative.
 */
export function fromInclusive(tokens: {
  prompt: number;
  cacheRead: number;
  cacheWrite: number;
  output: number;
}): TokenCounts {
  const { prompt, cacheRead, cacheWrite, output } = tokens;
  return {
    inputTokens: Math.max(0, prompt - cacheRead - cacheWrite),
    cacheReadTokens: cacheRead,
    cacheWriteTokens: cacheWrite,
    outputTokens: output,
  };
}

function addTokens<T extends TokenCounts>(to: T, more: TokenCounts): T {
  const hour = (to.cacheWrite1hTokens ?? 0) + (more.cacheWrite1hTokens ?? 0);
  return {
    ...to,
    ...(hour > 0 ? { cacheWrite1hTokens: hour } : {}),
    inputTokens: to.inputTokens + more.inputTokens,
    cacheReadTokens: to.cacheReadTokens + more.cacheReadTokens,
    cacheWriteTokens: to.cacheWriteTokens + more.cacheWriteTokens,
    outputTokens: to.outputTokens + more.outputTokens,
  };
}

export const NO_TOKENS: TokenCounts = {
  inputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
};

/** What is known to be written for an hour, taken out of what was written; a source never makes a bucket negative. */
export function withHour<T extends TokenCounts>(tokens: T, hour: number): T {
  const known = Math.min(hour, tokens.cacheWriteTokens);
  if (known === 0) return tokens;
  return { ...tokens, cacheWriteTokens: tokens.cacheWriteTokens - known, cacheWrite1hTokens: known };
}

/** One entry a model, in the order in which the models appear. */
export function byModel(parts: Iterable<ModelUsage>): ModelUsage[] {
  const models = new Map<string | null, ModelUsage>();
  for (const part of parts) {
    const known = models.get(part.model);
    if (!known) {
      models.set(part.model, part);
      continue;
    }
    const costUsd = sumUsd([known.costUsd, part.costUsd]);
    models.set(part.model, { ...addTokens(known, part), ...(costUsd ? { costUsd } : {}) });
  }
  return [...models.values()];
}

/** A number as agents print it (a JSON number, in USD) as the exact decimal of what it shows. */
export function usdOf(value: unknown): UsdAmount | undefined {
  if (typeof value !== "number" || !Number.isFinite(value) || value < 0 || value >= 1e8) return undefined;
  return trimZeros(value.toFixed(12));
}

export function sumUsd(amounts: (UsdAmount | undefined)[]): UsdAmount | undefined {
  const known = amounts.filter((amount) => amount !== undefined);
  if (known.length === 0) return undefined;
  const total = known.map(toPico).reduce((sum, amount) => sum + amount, 0n);
  return trimZeros(`${total / PICO}.${(total % PICO).toString().padStart(12, "0")}`);
}

/** As the API takes it. */
export function toSummary(
  usage: AgentUsage | null,
  facts: { durationMs: number; sessionId: string | null; source: string | null },
): UsageSummary {
  const { durationMs, sessionId, source } = facts;
  const session = toName(sessionId, NAME_LENGTH_MAX);
  const origin = {
    durationMs,
    ...(session ? { sessionId: session } : {}),
    ...(source ? { source } : {}),
  };
  if (!usage) return UsageSummary.parse(origin);
  const total = usage.models.reduce<TokenCounts>((sum, model) => addTokens(sum, model), NO_TOKENS);
  const costUsd = usage.costUsd ?? sumUsd(usage.models.map((model) => model.costUsd));
  const models = usage.models.flatMap(({ model, provider, ...counts }) => {
    const name = toName(model, NAME_LENGTH_MAX);
    const by = toName(provider, PROVIDER_LENGTH_MAX);
    return name ? [{ ...counts, model: name, ...(by ? { provider: by } : {}) }] : [];
  });
  return UsageSummary.parse({
    ...total,
    ...(costUsd ? { costUsd } : {}),
    ...(models.length > 0 ? { models: models.slice(0, MODELS_MAX) } : {}),
    ...origin,
  });
}

/** Names come from outside: what the API would refuse is cut, or left out. */
function toName(text: string | null | undefined, lengthMax: number): string | null {
  return (
    storable(text ?? "")
      .trim()
      .slice(0, lengthMax)
      .trim() || null
  );
}

function toPico(amount: UsdAmount): bigint {
  const [whole = "0", fraction = ""] = amount.split(".");
  return BigInt(whole) * PICO + BigInt(fraction.padEnd(12, "0"));
}

function trimZeros(decimal: string): UsdAmount {
  return decimal.replace(/\.?0+$/, "");
}
