// What runners report of an attempt, as calls of the ledger.
import { SYSTEM } from "@/lib/platform/auth/actor";
import type { Tx } from "@/lib/platform/db/transact";
import { listUsage, type UsedAttempt } from "@/lib/work/service";
import { beginRecording } from "../store/insert";
import { type Call, writeCalls } from "./record";

/** Records what these attempts used, a record for each model, in the caller's transaction. Doing it again does nothing. */
export async function recordUsage(tx: Tx, attemptIds: string[]): Promise<void> {
  const calls = (await listUsage(tx, attemptIds)).flatMap(toCalls);
  if (calls.length === 0) return;
  await beginRecording(tx);
  await writeCalls(tx, SYSTEM, "runner", calls, attemptIds);
}

type Counted = Omit<NonNullable<UsedAttempt["usage"]["models"]>[number], "model" | "provider">;

/** Where the agent names no model, the one that it said it runs on; else the record stays without a price. */
function toCalls(attempt: UsedAttempt): Call[] {
  const { usage, agentModel, endedAt: occurredAt, ...about } = attempt;
  const models = usage.models ?? [];
  const parts = models.length > 0 ? models : [{ ...usage, model: agentModel ?? "unknown", provider: "" }];
  const names = new Map<string, number>();
  return parts.flatMap((part): Call[] => {
    const tokens = toTokens(part);
    // The cost of all is that of the only one.
    const reportedCost = part.costUsd ?? (parts.length === 1 ? (usage.costUsd ?? null) : null);
    if (Object.values(tokens).every((count) => count === 0) && reportedCost === null) return [];
    const times = (names.get(part.model) ?? 0) + 1;
    names.set(part.model, times);
    const externalId = `${about.attemptId}:${part.model}${times > 1 ? `:${times}` : ""}`;
    return [
      {
        ...about,
        externalId,
        provider: part.provider ?? "",
        model: part.model,
        tokens,
        reportedCost,
        occurredAt,
        isSum: true,
      },
    ];
  });
}

function toTokens(part: Counted) {
  return {
    input: part.inputTokens ?? 0,
    cacheRead: part.cacheReadTokens ?? 0,
    cacheWrite5m: part.cacheWriteTokens ?? 0,
    cacheWrite1h: part.cacheWrite1hTokens ?? 0,
    output: part.outputTokens ?? 0,
  };
}
