// A call as a transcript tells of it, and what is made of several tellings of the same one.
import type { RecordCost, TokenBuckets } from "@/lib/costs/schema";

export interface ToldCall {
  /** The same for every line about the call, in any file. */
  key: string;
  provider: string;
  model: string;
  tokens: TokenBuckets;
  reportedCost: string | null;
  /** What it was served at, where that is not the usual. */
  tier?: string;
  /** Milliseconds since 1970. */
  at: number;
}

export interface KnownCall extends ToldCall {
  /** When it was told of last. */
  lastAt: number;
  file: string;
  line: number;
}

/** Why a line cannot be read; names the field. */
export class BadLine extends Error {
  override readonly name = "BadLine";
}

/**
 * A resumed session repeats the lines of the one before, and a message is written several times while it grows: the
 * last telling counts, at the earliest time. The order in which lines come makes no difference.
 */
export class Calls {
  readonly #calls = new Map<string, KnownCall>();
  repeated = 0;

  get size(): number {
    return this.#calls.size;
  }

  add(told: ToldCall, file: string, line: number): void {
    const known = this.#calls.get(told.key);
    if (!known) {
      this.#calls.set(told.key, { ...told, lastAt: told.at, file, line });
      return;
    }
    this.repeated += 1;
    const at = Math.min(known.at, told.at);
    if (isLater(told, known)) this.#calls.set(told.key, { ...told, at, lastAt: told.at, file, line });
    else known.at = at;
  }

  /** From this instant on. */
  since(from: number): KnownCall[] {
    return [...this.#calls.values()].filter(({ at }) => at >= from);
  }
}

const COUNTS = ["output", "input", "cacheRead", "cacheWrite5m", "cacheWrite1h"] as const;

/** Of two at the same instant the one that counts more is the later. */
function isLater(told: ToldCall, known: KnownCall): boolean {
  if (told.at !== known.lastAt) return told.at > known.lastAt;
  const differs = COUNTS.find((name) => told.tokens[name] !== known.tokens[name]);
  return differs !== undefined && told.tokens[differs] > known.tokens[differs];
}

export type Place = Pick<RecordCost, "projectId" | "ticketId" | "taskId" | "agentId">;

export function toRecord({ key, provider, model, tokens, reportedCost, tier, at }: KnownCall, place: Place) {
  const occurredAt = new Date(at).toISOString();
  return {
    externalId: key,
    provider,
    model,
    tokens,
    reportedCost,
    ...(tier ? { tier } : {}),
    occurredAt,
    ...place,
  };
}
