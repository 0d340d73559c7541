// Reservations: USD that are promised and not spent yet. Each changes under the locks of its budgets alone.
import type { Tx } from "@/lib/platform/db/transact";
import type { CallPlace } from "./budgets";

/** Where a call is to be paid from; with its task, since that may have reserved for it already. */
export interface ReservePlace extends CallPlace {
  taskId: string | null;
}

export type ReserveOutcome =
  | { outcome: "free" | "reserved" }
  | {
      outcome: "refused";
      budgetId: string;
      scopeLabel: string;
      limit: string;
      spent: string;
      reserved: string;
    };

/** Reserves in all pausing budgets that cover the place, or in none; one statement, atomic by itself. */
export async function reserveCall(
  tx: Tx,
  id: string,
  { projectId, ticketId, taskId, agentId, phase }: ReservePlace,
  amountUsd: string,
  seconds: number,
): Promise<ReserveOutcome> {
  const [row] = await tx.$queryRaw<[ReserveOutcome]>`
    SELECT outcome, refused_by AS "budgetId", label AS "scopeLabel", trim_scale(limit_is)::text AS "limit",
      trim_scale(spent_is)::text AS spent, trim_scale(reserved_is)::text AS reserved
    FROM reserve_call(${id}, ${projectId}, ${ticketId}, ${taskId}, ${agentId}, ${phase}, ${amountUsd}::numeric,
      ${seconds}::double precision)`;
  return row;
}

/** Ends reservations, giving back what they hold; returns how many were live. */
export async function endReservations(tx: Tx, ids: string[], reason: string): Promise<number> {
  const [row] = await tx.$queryRaw<[{ ended: bigint }]>`
    SELECT end_reservations(${ids}::text[], ${reason}) AS ended`;
  return Number(row.ended);
}

/** The live reservations of these calls, and those that the claims of these attempts made. */
export async function listLive(tx: Tx, callIds: string[], attemptIds: string[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM cost_reservations WHERE id = ANY(${callIds}::text[]) AND ended_at IS NULL
    UNION SELECT id FROM cost_reservations
    WHERE attempt_id = ANY(${attemptIds}::text[]) AND kind = 'claim' AND ended_at IS NULL`;
  return rows.map(({ id }) => id);
}

/** Locks what a writer of records is about to change: the budgets of these places and of these reservations, in order. */
export async function lockBudgetsOf(
  tx: Tx,
  places: readonly CallPlace[],
  reservationIds: string[],
): Promise<void> {
  await tx.$executeRaw`
    SELECT 1 FROM budgets b WHERE (b.deleted_at IS NULL AND EXISTS (
        SELECT 1 FROM jsonb_to_recordset(${JSON.stringify(places)}::jsonb)
          AS given ("projectId" text, "ticketId" text, "agentId" text, "phase" text)
        WHERE budget_covers(b, given."projectId", given."ticketId", given."agentId", given."phase")))
      OR b.id IN (SELECT * FROM budgets_of_reservations(${reservationIds}::text[]))
    ORDER BY b.id FOR NO KEY UPDATE OF b`;
}

/** Takes what attempts have cost from what their claims reserved. */
export async function drawClaims(tx: Tx, costs: { attemptId: string; cost: string }[]): Promise<void> {
  await tx.$executeRaw`
    SELECT draw_claims(${costs.map(({ attemptId }) => attemptId)}::text[],
      ${costs.map(({ cost }) => cost)}::text[]::numeric[])`;
}

/** Calls whose time is over, and claims whose attempt ended a while ago without anybody ending them. */
export async function listForgotten(tx: Tx, graceSeconds: number, limit: number): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    (SELECT id FROM cost_reservations
      WHERE kind = 'call' AND ended_at IS NULL AND expires_at <= clock_timestamp() ORDER BY expires_at LIMIT ${limit})
    UNION ALL
    (SELECT r.id FROM cost_reservations r JOIN attempts a ON a.id = r.attempt_id
      WHERE r.kind = 'claim' AND r.ended_at IS NULL
        AND a.ended_at < clock_timestamp() - make_interval(secs => ${graceSeconds}::double precision) LIMIT ${limit})`;
  return rows.map(({ id }) => id);
}

/** What ended long ago tells nobody anything; returns how many were forgotten. */
export async function deleteEnded(tx: Tx, days: number, limit: number): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM cost_reservations WHERE id IN (
      SELECT id FROM cost_reservations WHERE ended_at < clock_timestamp() - make_interval(days => ${days}::int)
      ORDER BY ended_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)`;
}

/** What the claim of a task that runs still has reserved, and in which budgets. */
export async function findClaim(
  tx: Tx,
  taskId: string,
): Promise<{ left: string; budgetIds: string[] } | null> {
  const [row] = await tx.$queryRaw<{ left: string; budgetIds: string[] }[]>`
    SELECT trim_scale(left_usd)::text AS left, budget_ids AS "budgetIds" FROM cost_reservations
    WHERE task_id = ${taskId} AND kind = 'claim' AND ended_at IS NULL ORDER BY id DESC LIMIT 1`;
  return row ?? null;
}

export interface RunningRow {
  attempts: number;
  unreserved: number;
  calls: number;
}

/** What runs in a budget's scope now, and what of it the budget has reserved nothing for. */
export async function countRunning(tx: Tx, budgetId: string): Promise<RunningRow> {
  const [row] = await tx.$queryRaw<[RunningRow]>`
    SELECT count(*)::int AS attempts, count(*) FILTER (WHERE r.id IS NULL)::int AS unreserved,
      (SELECT count(*)::int FROM cost_reservations c
        WHERE c.kind = 'call' AND c.ended_at IS NULL AND ${budgetId} = ANY(c.budget_ids)) AS calls
    FROM budgets b JOIN attempts a ON a.ended_at IS NULL JOIN tasks t ON t.id = a.task_id
    LEFT JOIN cost_reservations r ON r.attempt_id = a.id AND r.kind = 'claim' AND r.ended_at IS NULL
      AND b.id = ANY(r.budget_ids)
    WHERE b.id = ${budgetId} AND budget_covers(b, t.project_id, t.ticket_id, a.agent_id, t.phase)`;
  return row;
}
