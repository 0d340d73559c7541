// What goes into the ledger of a call that is over.
import type { MeteredCall } from "../service/metered";
import type { Exchange } from "./forward";
import type { Reading } from "./readers";
import type { Metered } from "./reserve";

const LETTERS_PER_TOKEN = 4;
const NAME_MAX = 200;
/** A shorter name of a call is no name of one call alone. */
const NAME_MIN = 20;

/** Null: it cost nothing that anybody knows of. */
export function toMeteredCall(metered: Metered, exchange: Exchange): MeteredCall | null {
  const { reading, status } = exchange;
  const isCounted = reading?.tokens && reading.isWhole;
  if (!isCounted && !mayHaveCost(exchange)) return null;
  const { told, call, target, startedAt, reservationId, requestId } = metered;
  return {
    ...told,
    externalId: nameOf(toKept(reading?.id ?? exchange.upstreamId), requestId),
    provider: target.provider,
    model: toKept(reading?.model ?? call.model)?.slice(0, NAME_MAX) || "unknown",
    tokens: isCounted && reading.tokens ? reading.tokens : estimate(metered, reading, status === null),
    reportedCost: null,
    occurredAt: startedAt,
    isEstimated: !isCounted,
    ...(reading?.tier ? { tier: reading.tier } : {}),
    reservationId,
  };
}

/** Whether the provider may bill a call of which it told no usage. */
function mayHaveCost({ status, end, reading }: Exchange): boolean {
  if (status === null) return end === "hung up" || end === "no answer";
  if (status < 200 || status >= 300) return false;
  return !(reading?.hasFailed && reading.tokens === null && reading.outputLength === 0);
}

/** From what was seen: what the provider told before it stopped, the request's bytes, the characters of the answer. */
function estimate({ call, endpoint }: Metered, reading: Reading | null, isUnanswered: boolean) {
  const known = reading?.tokens;
  const seen = isUnanswered ? 0 : Math.ceil((reading?.outputLength ?? 0) / LETTERS_PER_TOKEN);
  const output = endpoint === "embeddings" ? 0 : Math.min(seen, call.outputMax ?? Number.POSITIVE_INFINITY);
  if (known) return { ...known, output: Math.max(known.output, output) };
  return { input: call.inputEstimate, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, output };
}

/** Without what PostgreSQL takes in no text. */
function toKept(name: string | null): string | null {
  return name?.toWellFormed().replaceAll("\0", "") ?? null;
}

function nameOf(id: string | null, requestId: string): string {
  if (id === null) return requestId;
  return id.length < NAME_MIN ? `${id}:${requestId}` : id.slice(0, NAME_MAX);
}
