import { Prisma } from "@/lib/generated/prisma/client";
import type { Actor } from "@/lib/platform/auth/actor";
import type { Tx } from "@/lib/platform/db/transact";
import type { AlertState, Severity } from "../schema";

export interface AlertRow {
  id: string;
  fingerprint: string;
  rule: string;
  severity: Severity;
  title: string;
  entity: string | null;
  projectId: string | null;
  labels: Record<string, string>;
  facts: Record<string, unknown>;
  routes: string[];
  groupKey: string;
  leaderId: string | null;
  isByRule: boolean;
  state: AlertState;
  count: number;
  raisedAt: Date;
  lastSeenAt: Date;
  clearSince: Date | null;
  reopenedAt: Date | null;
  timesReopened: number;
  acknowledgedAt: Date | null;
  acknowledgedByName: string | null;
  silencedUntil: Date | null;
  silencedByName: string | null;
  escalatedAt: Date | null;
  escalatedByName: string | null;
  escalationReason: string | null;
  resolvedAt: Date | null;
  resolvedByName: string | null;
  resolution: string | null;
  version: number;
}

export const ALERT_COLUMNS = Prisma.raw(`a.id, a.fingerprint, a.rule, a.severity, a.title, a.entity,
  a.project_id AS "projectId", a.labels, a.facts, a.routes, a.group_key AS "groupKey", a.leader_id AS "leaderId",
  a.is_by_rule AS "isByRule", a.state, a.count, a.raised_at AS "raisedAt", a.last_seen_at AS "lastSeenAt",
  a.clear_since AS "clearSince", a.reopened_at AS "reopenedAt", a.times_reopened AS "timesReopened",
  a.acknowledged_at AS "acknowledgedAt", a.acknowledged_by_name AS "acknowledgedByName",
  a.silenced_until AS "silencedUntil", a.silenced_by_name AS "silencedByName", a.escalated_at AS "escalatedAt",
  a.escalated_by_name AS "escalatedByName", a.escalation_reason AS "escalationReason", a.resolved_at AS "resolvedAt",
  a.resolved_by_name AS "resolvedByName", a.resolution, a.version`);

/** Condition on an alert `a` that is not over. */
export const LIVE = Prisma.raw("a.state <> 'resolved'");

export type NewAlertRow = Pick<
  AlertRow,
  | "id"
  | "fingerprint"
  | "rule"
  | "severity"
  | "title"
  | "entity"
  | "projectId"
  | "labels"
  | "facts"
  | "routes"
  | "groupKey"
  | "isByRule"
>;

/** Until the transaction ends, nobody else raises what has this fingerprint. */
export async function lockFingerprint(tx: Tx, fingerprint: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${fingerprint}, 7402117015))`;
}

/** Counts the live alert of this fingerprint once more, with what is known now; null when there is none. */
export async function countAgain(tx: Tx, alert: NewAlertRow): Promise<AlertRow | null> {
  const [row] = await tx.$queryRaw<AlertRow[]>`
    UPDATE alerts a SET count = count + 1, last_seen_at = now(), clear_since = NULL, severity = ${alert.severity},
      title = ${alert.title}, facts = ${JSON.stringify(alert.facts)}::jsonb, routes = ${alert.routes}::text[],
      version = version + 1
    WHERE fingerprint = ${alert.fingerprint} AND ${LIVE} RETURNING ${ALERT_COLUMNS}`;
  return row ?? null;
}

/** Opens again the alert of this fingerprint that was resolved within these seconds; null when there is none. */
export async function reopen(tx: Tx, alert: NewAlertRow, withinSeconds: number): Promise<AlertRow | null> {
  const [row] = await tx.$queryRaw<AlertRow[]>`
    UPDATE alerts a SET state = 'raised', count = count + 1, last_seen_at = now(), reopened_at = now(),
      times_reopened = times_reopened + 1, clear_since = NULL, severity = ${alert.severity}, title = ${alert.title},
      facts = ${JSON.stringify(alert.facts)}::jsonb, routes = ${alert.routes}::text[], is_by_rule = ${alert.isByRule},
      leader_id = ${leaderOf(alert.groupKey)}, acknowledged_at = NULL, acknowledged_by = NULL, acknowledged_by_name = NULL,
      silenced_until = NULL, silenced_by_name = NULL, escalated_at = NULL, escalated_by_name = NULL,
      escalation_reason = NULL, resolved_at = NULL, resolved_by = NULL, resolved_by_name = NULL, resolution = NULL,
      version = version + 1
    WHERE id = (SELECT id FROM alerts WHERE fingerprint = ${alert.fingerprint} AND state = 'resolved'
        AND resolved_at > now() - make_interval(secs => ${withinSeconds}::double precision)
      ORDER BY id DESC LIMIT 1)
    RETURNING ${ALERT_COLUMNS}`;
  return row ?? null;
}

export async function insertAlert(tx: Tx, alert: NewAlertRow): Promise<AlertRow> {
  const [row] = await tx.$queryRaw<[AlertRow]>`
    INSERT INTO alerts AS a (id, fingerprint, rule, severity, title, entity, project_id, labels, facts, routes, group_key,
      leader_id, is_by_rule)
    VALUES (${alert.id}, ${alert.fingerprint}, ${alert.rule}, ${alert.severity}, ${alert.title}, ${alert.entity},
      ${alert.projectId}, ${JSON.stringify(alert.labels)}::jsonb, ${JSON.stringify(alert.facts)}::jsonb,
      ${alert.routes}::text[], ${alert.groupKey}, ${leaderOf(alert.groupKey)}, ${alert.isByRule})
    RETURNING ${ALERT_COLUMNS}`;
  return row;
}

/** The alert that was told of for a group, while it lives. */
const leaderOf = (
  groupKey: string,
) => Prisma.sql`(SELECT led.id FROM alerts led WHERE led.group_key = ${groupKey}
  AND led.state <> 'resolved' AND led.leader_id IS NULL ORDER BY led.id LIMIT 1)`;

/** Who changes an alert. */
export type By = Pick<Actor, "id" | "name">;

export interface Resolution {
  by: By;
  note: string;
}

/** Resolves live alerts; returns those that it did resolve, each once. */
export async function resolveAlerts(tx: Tx, ids: string[], { by, note }: Resolution): Promise<AlertRow[]> {
  if (ids.length === 0) return [];
  return tx.$queryRaw<AlertRow[]>`
    UPDATE alerts a SET state = 'resolved', resolved_at = now(), resolved_by = ${by.id}, resolved_by_name = ${by.name},
      resolution = ${note}, version = version + 1
    WHERE id = ANY(${ids}::text[]) AND ${LIVE} RETURNING ${ALERT_COLUMNS}`;
}

export async function listLiveOf(tx: Tx, rule: string, entity: string | null): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT a.id FROM alerts a WHERE a.rule = ${rule} AND a.entity IS NOT DISTINCT FROM ${entity} AND ${LIVE} ORDER BY a.id`;
  return rows.map(({ id }) => id);
}

export interface LiveAlert {
  id: string;
  rule: string;
  severity: string;
  entity: string | null;
  ageSeconds: number;
  isAcknowledged: boolean;
}

const LIVE_MAX = 5000;

export async function listLiveAlerts(tx: Tx): Promise<LiveAlert[]> {
  return tx.$queryRaw<LiveAlert[]>`
    SELECT id, rule, severity, entity, acknowledged_at IS NOT NULL AS "isAcknowledged",
      greatest(0, floor(extract(epoch FROM clock_timestamp() - coalesce(reopened_at, raised_at))))::int AS "ageSeconds"
    FROM alerts a WHERE ${LIVE} ORDER BY id DESC LIMIT ${LIVE_MAX}`;
}
