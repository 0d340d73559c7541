import type { Tx } from "@/lib/platform/db/transact";
import { renewNorms } from "./norms";
import { endClaims } from "./reserve";
import { recordUsage } from "./usage";

/** An attempt that has ended, or told late what it used; null for a task that ended before anybody claimed it. */
export interface AttemptEnd {
  taskId: string;
  attemptId: string | null;
}

/**
 * What follows in the ledger: what the runner reports is recorded, what the claim had reserved is free again, and the
 * task, once it has finished, counts for what like tasks cost. Doing it again changes nothing.
 */
export async function recordEnds(tx: Tx, ends: readonly AttemptEnd[]): Promise<void> {
  const attemptIds = ends.flatMap(({ attemptId }) => attemptId ?? []);
  await recordUsage(tx, attemptIds);
  await endClaims(tx, attemptIds, "ended");
  await renewNorms(
    tx,
    ends.map(({ taskId }) => taskId),
  );
}
