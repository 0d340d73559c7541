// What a claim does where budgets may refuse it.
import { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/platform/db/transact";

/** Budgets that pause what they cover when they are spent, and those of them that may cover work of an agent `g`. */
export const PAUSING = Prisma.raw("budgets b WHERE b.deleted_at IS NULL AND b.on_exceed = 'pause'");
export const OF_AGENT = Prisma.raw("coalesce(b.project_id = g.project_id, true)");

/** Locks, in order, the pausing budgets that work of these agents may be paid from; returns how many there are. */
export async function lockBudgets(tx: Tx, agentIds: string[]): Promise<number> {
  return tx.$executeRaw`
    SELECT 1 FROM ${PAUSING} AND EXISTS (SELECT 1 FROM agents g WHERE g.id = ANY(${agentIds}::text[])
      AND ${OF_AGENT} AND (b.scope_kind <> 'agent' OR b.scope_target = g.id))
    ORDER BY b.id FOR NO KEY UPDATE OF b`;
}

/** How a claim heeds budgets: what picks the tasks, what is written for them, and what each may spend. */
export interface WithinBudgets {
  pick: (args: Prisma.Sql) => Prisma.Sql;
  reserve: Prisma.Sql;
  allowed: Prisma.Sql;
}

export const NO_BUDGETS: WithinBudgets = {
  pick: (args) =>
    Prisma.sql`SELECT *, 0::numeric AS norm FROM pick_tasks((SELECT count(*) FROM slot), ${args})`,
  reserve: Prisma.empty,
  allowed: Prisma.sql`NULL::text`,
};

/** A claim's reservation has its attempt's number. What it may spend is its own, and what nobody has reserved. */
export const withinBudgets = (agentId: string | null): WithinBudgets => ({
  pick: (args) =>
    Prisma.sql`SELECT * FROM pick_affordable_tasks((SELECT count(*) FROM slot), ${args}, ${agentId}::text)`,
  reserve: Prisma.sql`, paid AS MATERIALIZED (
      SELECT t.id AS task_id, b.id AS budget_id, budget_left(b) AS has, picked.norm
      FROM t JOIN picked ON picked.id = t.id CROSS JOIN ${PAUSING}
        AND budget_covers(b, t.project_id, t.ticket_id, t.agent_id, t.phase)
    ), charge AS MATERIALIZED (
      SELECT budget_id, max(has) - sum(norm) AS spare, sum(norm) AS usd FROM paid GROUP BY budget_id
    ), purse AS MATERIALIZED (
      SELECT paid.task_id, max(paid.norm) AS norm, min(charge.spare) + max(paid.norm) AS allowed,
        array_agg(budget_id ORDER BY budget_id) AS budget_ids
      FROM paid JOIN charge USING (budget_id) GROUP BY paid.task_id
    ), kept AS (
      INSERT INTO cost_reservations (id, kind, project_id, ticket_id, task_id, agent_id, attempt_id, phase, amount_usd,
        left_usd, budget_ids)
      SELECT 'crv_' || substr(t.attempt_id, 5), 'claim', t.project_id, t.ticket_id, t.id, t.agent_id, t.attempt_id,
        t.phase, purse.norm, purse.norm, purse.budget_ids
      FROM t JOIN purse ON purse.task_id = t.id WHERE purse.norm > 0
    ), charged AS (
      UPDATE budgets SET reserved_usd = reserved_usd + charge.usd
      FROM charge WHERE budgets.id = charge.budget_id AND charge.usd > 0
    )`,
  allowed: Prisma.sql`(SELECT trim_scale(greatest(allowed, 0))::text FROM purse WHERE purse.task_id = t.id)`,
});
