import type { Tx } from "@/lib/platform/db/transact";
import type { Remedy, RemedyKind, RemedyOutcome } from "../schema";

interface RemedyRow extends Omit<Remedy, "at"> {
  at: Date;
}

/** What was tried about an alert, the newest first. */
export async function listRemedies(tx: Tx, alertId: string): Promise<Remedy[]> {
  const rows = await tx.$queryRaw<RemedyRow[]>`
    SELECT id, number, kind, outcome, entity, detail, at FROM watchdog_remedies
    WHERE alert_id = ${alertId} ORDER BY number DESC LIMIT 200`;
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

export interface NewRemedy {
  id: string;
  alertId: string;
  number: number;
  rule: string;
  entity: string;
  projectId: string | null;
  kind: RemedyKind;
  outcome: RemedyOutcome;
  detail: string;
}

/** Notes a remedy; false when another replica noted that number already. */
export async function insertRemedy(tx: Tx, remedy: NewRemedy): Promise<boolean> {
  const { id, alertId, number, rule, entity, projectId, kind, outcome, detail } = remedy;
  const inserted = await tx.$executeRaw`
    INSERT INTO watchdog_remedies (id, alert_id, number, rule, entity, project_id, kind, outcome, detail)
    VALUES (${id}, ${alertId}, ${number}, ${rule}, ${entity}, ${projectId}, ${kind}, ${outcome}, ${detail})
    ON CONFLICT (alert_id, number) DO NOTHING`;
  return inserted === 1;
}

export interface Mendable {
  id: string;
  rule: string;
}

/** Alerts of these rules that are nobody's yet: neither over, nor acknowledged, nor escalated. */
export async function listMendable(tx: Tx, rules: string[]): Promise<Mendable[]> {
  return tx.$queryRaw<Mendable[]>`
    SELECT id, rule FROM alerts
    WHERE rule = ANY(${rules}::text[]) AND state IN ('raised', 'silenced') AND acknowledged_at IS NULL
      AND clear_since IS NULL AND escalated_at IS NULL AND entity IS NOT NULL AND is_by_rule
    ORDER BY id`;
}

interface PastRow {
  number: number;
  kind: RemedyKind;
  outcome: RemedyOutcome;
  detail: string;
  secondsAgo: number;
  isOfNow: boolean;
}

/** What was tried about an alert, the newest first; `isOfNow`: since it was raised or opened again last. */
export async function listPast(tx: Tx, alertId: string): Promise<PastRow[]> {
  return tx.$queryRaw<PastRow[]>`
    SELECT r.number, r.kind, r.outcome, r.detail, extract(epoch FROM clock_timestamp() - r.at)::float8 AS "secondsAgo",
      coalesce(r.at >= a.reopened_at, true) AS "isOfNow"
    FROM watchdog_remedies r JOIN alerts a ON a.id = r.alert_id WHERE r.alert_id = ${alertId} ORDER BY r.number DESC`;
}

/** Whether the same was done to the same thing within these seconds, for whatever alert. */
export async function wasDoneLately(
  tx: Tx,
  entity: string,
  kind: RemedyKind,
  withinSeconds: number,
): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM watchdog_remedies WHERE entity = ${entity} AND kind = ${kind} AND outcome = 'done'
      AND at > clock_timestamp() - make_interval(secs => ${withinSeconds}::double precision) LIMIT 1`;
  return rows.length > 0;
}
