import { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/platform/db/transact";
import type { Level } from "../rules";
import { COVERS, type Move, moving } from "./rows";

/** A period with what its budget says; the budget's row is locked by whoever changes it. */
export interface PeriodRow {
  budgetId: string;
  startsAt: Date;
  endsAt: Date | null;
  isOver: boolean;
  spent: string;
  /** What calls without a price are taken to cost; no part of `spent`. */
  assumed: string;
  unpricedCalls: bigint;
  warning: boolean;
  critical: boolean;
  exceeded: boolean;
  holdId: string | null;
  projectId: string | null;
  scopeKind: string;
  scopeTarget: string | null;
  scopeLabel: string;
  limit: string;
  zone: string;
  warnAt: string;
  criticalAt: string;
  onExceed: string;
}

export interface PeriodKey {
  budgetId: string;
  startsAt: Date;
}

/** Locks the live budgets that pay for any of these, in the order of their ids. */
export async function lockCovering(tx: Tx, moves: readonly Move[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT b.id FROM budgets b WHERE b.deleted_at IS NULL
      AND EXISTS (SELECT 1 FROM ${moving(distinctPlaces(moves))} WHERE ${COVERS})
    ORDER BY b.id FOR NO KEY UPDATE OF b`;
  return rows.map(({ id }) => id);
}

/** Thousands of records are about a few things. */
function distinctPlaces(moves: readonly Move[]): Move[] {
  const places = new Map(moves.map((r) => [[r.projectId, r.ticketId, r.agentId, r.phase].join(" "), r]));
  return [...places.values()];
}

/**
 * Adds moves that are in the ledger already to the periods of these locked budgets; returns the periods. One that has
 * no row yet is given one with all that the ledger holds, so that it is right however late its first record came; which
 * these are is settled first, since adding up a ledger takes long.
 */
export async function addToPeriods(
  tx: Tx,
  budgetIds: string[],
  moves: readonly Move[],
): Promise<PeriodKey[]> {
  return tx.$queryRaw<PeriodKey[]>`
    WITH delta AS MATERIALIZED (
      SELECT b.id, p.starts_at, p.ends_at, sum(given."cost") AS cost, sum(given."unpriced") AS unpriced,
        sum(given."assumed") AS assumed
      FROM budgets b JOIN ${moving(moves)} ON ${COVERS}
      CROSS JOIN LATERAL budget_period(b.period, b.zone, given."occurredAt") AS p
      WHERE b.id = ANY(${budgetIds}::text[]) GROUP BY 1, 2, 3
    ), moved AS (
      UPDATE budget_periods p SET spent_usd = p.spent_usd + delta.cost,
        unpriced_calls = p.unpriced_calls + delta.unpriced, assumed_usd = p.assumed_usd + delta.assumed
      FROM delta WHERE p.budget_id = delta.id AND p.starts_at = delta.starts_at
      RETURNING p.budget_id, p.starts_at
    ), missing AS MATERIALIZED (
      SELECT delta.* FROM delta WHERE NOT EXISTS (
        SELECT 1 FROM budget_periods p WHERE p.budget_id = delta.id AND p.starts_at = delta.starts_at)
    ), made AS (
      INSERT INTO budget_periods (budget_id, starts_at, ends_at, spent_usd, unpriced_calls, assumed_usd)
      SELECT missing.id, missing.starts_at, missing.ends_at, ledger.spent, ledger.unpriced, ledger.assumed
      FROM missing JOIN budgets b ON b.id = missing.id
      CROSS JOIN LATERAL budget_spent(b, missing.starts_at, missing.ends_at) AS ledger
      RETURNING budget_id, starts_at
    )
    SELECT budget_id AS "budgetId", starts_at AS "startsAt" FROM moved
    UNION ALL SELECT budget_id, starts_at FROM made ORDER BY 1, 2`;
}

/** Makes the current period's row of a locked budget, with all that the ledger holds, unless it is there. */
export async function ensurePeriod(tx: Tx, budgetId: string): Promise<PeriodKey> {
  const [key] = await tx.$queryRaw<PeriodKey[]>`
    SELECT b.id AS "budgetId", p.starts_at AS "startsAt"
    FROM budgets b CROSS JOIN LATERAL budget_period(b.period, b.zone, clock_timestamp()) AS p WHERE b.id = ${budgetId}`;
  if (!key) throw new Error(`The budget ${budgetId} vanished.`);
  await tx.$executeRaw`
    WITH missing AS MATERIALIZED (
      SELECT b.id, p.starts_at, p.ends_at
      FROM budgets b CROSS JOIN LATERAL budget_period(b.period, b.zone, ${key.startsAt}::timestamptz) AS p
      WHERE b.id = ${budgetId} AND NOT EXISTS (
        SELECT 1 FROM budget_periods q WHERE q.budget_id = b.id AND q.starts_at = p.starts_at)
    )
    INSERT INTO budget_periods (budget_id, starts_at, ends_at, spent_usd, unpriced_calls, assumed_usd)
    SELECT b.id, missing.starts_at, missing.ends_at, ledger.spent, ledger.unpriced, ledger.assumed
    FROM missing JOIN budgets b ON b.id = missing.id
    CROSS JOIN LATERAL budget_spent(b, missing.starts_at, missing.ends_at) AS ledger
    ON CONFLICT DO NOTHING`;
  return key;
}

const PERIODS = Prisma.raw(`p.budget_id AS "budgetId", p.starts_at AS "startsAt", p.ends_at AS "endsAt",
  coalesce(p.ends_at <= clock_timestamp(), false) AS "isOver", trim_scale(p.spent_usd)::text AS spent,
  trim_scale(p.assumed_usd)::text AS assumed, p.unpriced_calls AS "unpricedCalls",
  p.warned_at IS NOT NULL AS warning, p.critical_at IS NOT NULL AS critical, p.exceeded_at IS NOT NULL AS exceeded, p.hold_id AS "holdId", b.project_id AS "projectId",
  b.scope_kind AS "scopeKind", b.scope_target AS "scopeTarget", b.scope_label AS "scopeLabel",
  trim_scale(b.limit_usd)::text AS "limit", b.zone, trim_scale(b.warn_at)::text AS "warnAt",
  trim_scale(b.critical_at)::text AS "criticalAt", b.on_exceed AS "onExceed"
  FROM budget_periods p JOIN budgets b ON b.id = p.budget_id`);

export async function listPeriods(tx: Tx, keys: readonly PeriodKey[]): Promise<PeriodRow[]> {
  return tx.$queryRaw<PeriodRow[]>`
    SELECT ${PERIODS} WHERE (p.budget_id, p.starts_at) IN (
      SELECT * FROM unnest(${keys.map((key) => key.budgetId)}::text[], ${keys.map((key) => key.startsAt)}::timestamptz[]))
    ORDER BY p.budget_id, p.starts_at`;
}

/** The periods of a budget that still pause its scope. */
export async function listPaused(tx: Tx, budgetId: string): Promise<PeriodRow[]> {
  return tx.$queryRaw<PeriodRow[]>`
    SELECT ${PERIODS} WHERE p.budget_id = ${budgetId} AND p.hold_id IS NOT NULL ORDER BY p.starts_at`;
}

/** The budgets that a period which is over still pauses. */
export async function listOverdue(tx: Tx): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT budget_id AS id FROM budget_periods
    WHERE hold_id IS NOT NULL AND ends_at <= clock_timestamp() ORDER BY 1 LIMIT 100`;
  return rows.map(({ id }) => id);
}

/** Notes which levels the period has come to: those stay as they were noted first, others are open again. */
export async function markLevels(tx: Tx, { budgetId, startsAt }: PeriodKey, levels: readonly Level[]) {
  await tx.$executeRaw`
    UPDATE budget_periods SET
      warned_at = CASE WHEN ${levels.includes("warning")} THEN coalesce(warned_at, clock_timestamp()) END,
      critical_at = CASE WHEN ${levels.includes("critical")} THEN coalesce(critical_at, clock_timestamp()) END,
      exceeded_at = CASE WHEN ${levels.includes("exceeded")} THEN coalesce(exceeded_at, clock_timestamp()) END
    WHERE budget_id = ${budgetId} AND starts_at = ${startsAt}`;
}

export async function setHold(tx: Tx, { budgetId, startsAt }: PeriodKey, holdId: string | null) {
  await tx.$executeRaw`
    UPDATE budget_periods SET hold_id = ${holdId} WHERE budget_id = ${budgetId} AND starts_at = ${startsAt}`;
}
