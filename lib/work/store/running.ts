// What runs in a scope, and a moment at which nothing joins it.
import type { Tx } from "@/lib/platform/db/transact";
import type { Scoped } from "../rules";
import type { HeldAttempt } from "./attempts";
import { asHold } from "./holds";

/** Live attempts in the scope that nobody has told to stop, by their tasks. */
export async function listRunningIn(
  tx: Tx,
  scope: Scoped,
): Promise<Pick<HeldAttempt, "taskId" | "attemptId" | "title">[]> {
  return tx.$queryRaw`
    SELECT t.id AS "taskId", a.id AS "attemptId", t.title
    FROM attempts a JOIN tasks t ON t.id = a.task_id, ${asHold(scope)} AS one
    WHERE a.ended_at IS NULL AND t.cancel_requested_at IS NULL AND hold_covers(one.h, t, a.agent_id) ORDER BY t.id`;
}

/**
 * Waits until every claim that is under way has ended, and keeps new ones waiting until this transaction has: then they
 * see what it did. A claim writes to its agent, and the server takes a statement's snapshot after its tables' locks. To
 * be taken before anything else is locked: those that are waited for may wait for that.
 */
export async function shutOutClaims(tx: Tx): Promise<void> {
  await tx.$executeRaw`LOCK TABLE agents IN SHARE ROW EXCLUSIVE MODE`;
}
