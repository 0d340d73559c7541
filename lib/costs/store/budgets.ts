import { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/platform/db/transact";
import { all } from "@/lib/platform/db/where";
import type { BudgetsQuery } from "../schema";

export interface NewBudget {
  id: string;
  projectId: string | null;
  scopeKind: string;
  scopeTarget: string | null;
  scopeLabel: string;
  limit: string;
  period: string;
  zone: string;
  warnAt: number;
  criticalAt: number;
  onExceed: string;
  createdBy: string;
}

/** As it is read; shares are exact decimals then. */
export interface BudgetRow extends Omit<NewBudget, "warnAt" | "criticalAt"> {
  warnAt: string;
  criticalAt: string;
  createdAt: Date;
  updatedAt: Date;
  version: number;
  isDeleted: boolean;
  /** Of the period that it is now. */
  startsAt: Date;
  endsAt: Date | null;
  spent: string;
  unpricedCalls: bigint;
  holdId: string | null;
  /** What calls without a price are feared to have cost. */
  assumed: string;
  /** Promised to what runs; and what the limit, less that and what counts, leaves: perhaps less than 0. */
  reserved: string;
  left: string;
}

const COLUMNS = Prisma.raw(`b.id, b.project_id AS "projectId", b.scope_kind AS "scopeKind",
  b.scope_target AS "scopeTarget", b.scope_label AS "scopeLabel", trim_scale(b.limit_usd)::text AS "limit", b.period,
  b.zone, trim_scale(b.warn_at)::text AS "warnAt", trim_scale(b.critical_at)::text AS "criticalAt",
  b.on_exceed AS "onExceed", b.created_by AS "createdBy", b.created_at AS "createdAt", b.updated_at AS "updatedAt",
  b.version, b.deleted_at IS NOT NULL AS "isDeleted", now_in.starts_at AS "startsAt", now_in.ends_at AS "endsAt",
  trim_scale(coalesce(p.spent_usd, 0))::text AS spent, coalesce(p.unpriced_calls, 0) AS "unpricedCalls",
  p.hold_id AS "holdId", trim_scale(coalesce(p.assumed_usd, 0))::text AS assumed, trim_scale(b.reserved_usd)::text AS reserved,
  trim_scale(budget_left(b))::text AS left`);

/** A period without a row is one in which nothing was recorded yet. */
const FROM =
  Prisma.raw(`budgets b CROSS JOIN LATERAL budget_period(b.period, b.zone, clock_timestamp()) AS now_in
  LEFT JOIN budget_periods p ON p.budget_id = b.id AND p.starts_at = now_in.starts_at`);

/** A budget with its current period, deleted or not. */
export async function findBudget(tx: Tx, id: string): Promise<BudgetRow | null> {
  const [row] = await tx.$queryRaw<BudgetRow[]>`SELECT ${COLUMNS} FROM ${FROM} WHERE b.id = ${id}`;
  return row ?? null;
}

/** Those of one project, or all; one row more than asked for, where there is one. */
export async function listBudgets(
  tx: Tx,
  query: Pick<BudgetsQuery, "cursor" | "limit"> & { project?: string | undefined; isOwnOnly: boolean },
): Promise<BudgetRow[]> {
  const { project, isOwnOnly, cursor, limit } = query;
  const own = Prisma.sql`b.project_id = ${project ?? null}`;
  const where = all([
    Prisma.sql`b.deleted_at IS NULL`,
    ...(project ? [isOwnOnly ? own : Prisma.sql`(${own} OR b.project_id IS NULL)`] : []),
    ...(cursor ? [Prisma.sql`b.id < ${cursor}`] : []),
  ]);
  return tx.$queryRaw<BudgetRow[]>`
    SELECT ${COLUMNS} FROM ${FROM} WHERE ${where} ORDER BY b.id DESC LIMIT ${limit + 1}`;
}

/** Every budget that is in force, of all projects. */
export async function listLiveBudgets(tx: Tx): Promise<BudgetRow[]> {
  return tx.$queryRaw<BudgetRow[]>`SELECT ${COLUMNS} FROM ${FROM} WHERE b.deleted_at IS NULL ORDER BY b.id`;
}

/** Those of these budgets that were deleted. */
export async function listDeleted(tx: Tx, ids: string[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM budgets WHERE id = ANY(${ids}::text[]) AND deleted_at IS NOT NULL`;
  return rows.map(({ id }) => id);
}

export interface CallPlace {
  projectId: string | null;
  ticketId: string | null;
  agentId: string | null;
  phase: string | null;
}

/** The live budgets that pay for such a call. */
export async function listCovering(tx: Tx, place: CallPlace): Promise<BudgetRow[]> {
  const { projectId, ticketId, agentId, phase } = place;
  return tx.$queryRaw<BudgetRow[]>`
    SELECT ${COLUMNS} FROM ${FROM} WHERE b.deleted_at IS NULL
      AND budget_covers(b, ${projectId}::text, ${ticketId}::text, ${agentId}::text, ${phase}::text) ORDER BY b.id`;
}

export async function insertBudget(tx: Tx, budget: NewBudget): Promise<void> {
  const { id, projectId, scopeKind, scopeTarget, scopeLabel, limit, period, zone } = budget;
  await tx.$executeRaw`
    INSERT INTO budgets (id, project_id, scope_kind, scope_target, scope_label, limit_usd, period, zone, warn_at,
      critical_at, on_exceed, created_by)
    VALUES (${id}, ${projectId}, ${scopeKind}, ${scopeTarget}, ${scopeLabel}, ${limit}::numeric, ${period}, ${zone},
      ${String(budget.warnAt)}::numeric, ${String(budget.criticalAt)}::numeric, ${budget.onExceed}, ${budget.createdBy})`;
}

export async function updateBudget(
  tx: Tx,
  id: string,
  to: Pick<NewBudget, "limit" | "warnAt" | "criticalAt" | "onExceed">,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE budgets SET limit_usd = ${to.limit}::numeric, warn_at = ${String(to.warnAt)}::numeric,
      critical_at = ${String(to.criticalAt)}::numeric, on_exceed = ${to.onExceed}, updated_at = statement_timestamp(),
      version = version + 1
    WHERE id = ${id}`;
}

export async function markDeleted(tx: Tx, id: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE budgets SET deleted_at = statement_timestamp(), updated_at = statement_timestamp(), version = version + 1
    WHERE id = ${id}`;
}

/** Locks a budget: nobody records against it meanwhile. Null when there is none. */
export async function lockBudget(tx: Tx, id: string): Promise<{ isDeleted: boolean } | null> {
  const [row] = await tx.$queryRaw<{ isDeleted: boolean }[]>`
    SELECT deleted_at IS NOT NULL AS "isDeleted" FROM budgets WHERE id = ${id} FOR NO KEY UPDATE`;
  return row ?? null;
}
