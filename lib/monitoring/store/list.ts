// Alerts as people look at them.
import { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/platform/db/transact";
import { all } from "@/lib/platform/db/where";
import { type Position, RANKS } from "../rules/cursor";
import { type AlertCounts, type AlertCountsQuery, type AlertsQuery, Severity } from "../schema";
import { ALERT_COLUMNS, type AlertRow, LIVE } from "./alerts";

const KEPT_DAYS = 90;

/** The newest first; one row more than asked for, where there is one. */
export async function listAlerts(tx: Tx, { cursor, ...query }: AlertsQuery): Promise<AlertRow[]> {
  const where = all([...conditions(query), ...(cursor ? [Prisma.sql`a.id < ${cursor}`] : [])]);
  return tx.$queryRaw<AlertRow[]>`
    SELECT ${ALERT_COLUMNS} FROM alerts a WHERE ${where} ORDER BY a.id DESC LIMIT ${query.limit + 1}`;
}

const RANK = Prisma.raw(`CASE WHEN a.state = 'resolved' THEN ${RANKS.over}
  ${Severity.options.map((severity) => `WHEN a.severity = '${severity}' THEN ${RANKS[severity]}`).join(" ")} END`);
const RAISED_MS = Prisma.raw("(extract(epoch FROM coalesce(a.reopened_at, a.raised_at)) * 1000)::bigint");

/** The same by severity, what is over last; of the same severity what was raised last comes first. */
export async function listBySeverity(
  tx: Tx,
  query: Omit<AlertsQuery, "cursor">,
  after: Position | null,
): Promise<AlertRow[]> {
  const rest = after
    ? [
        Prisma.sql`(${RANK}, -${RAISED_MS}) >= (${after.rank}::int, -${after.raisedMs}::bigint)
          AND ((${RANK}, ${RAISED_MS}) <> (${after.rank}::int, ${after.raisedMs}::bigint) OR a.id < ${after.id})`,
      ]
    : [];
  return tx.$queryRaw<AlertRow[]>`
    SELECT ${ALERT_COLUMNS} FROM alerts a WHERE ${all([...conditions(query), ...rest])}
    ORDER BY ${RANK}, ${RAISED_MS} DESC, a.id DESC LIMIT ${query.limit + 1}`;
}

function conditions({
  state,
  severity,
  rule,
  entity,
  group,
  project,
}: AlertCountsQuery & Pick<AlertsQuery, "state">) {
  return [
    ...(state === "live" ? [LIVE] : state ? [Prisma.sql`a.state = ${state}`] : []),
    ...(severity ? [Prisma.sql`a.severity = ${severity}`] : []),
    ...(rule ? [Prisma.sql`a.rule = ${rule}`] : []),
    ...(entity ? [Prisma.sql`a.entity = ${entity}`] : []),
    ...(group ? [Prisma.sql`a.group_key = ${group}`] : []),
    ...(project ? [Prisma.sql`a.project_id = ${project}`] : []),
  ];
}

export async function findAlert(tx: Tx, id: string): Promise<AlertRow | null> {
  const [row] = await tx.$queryRaw<AlertRow[]>`SELECT ${ALERT_COLUMNS} FROM alerts a WHERE a.id = ${id}`;
  return row ?? null;
}

/** The same, locked until the transaction ends. */
export async function lockAlert(tx: Tx, id: string): Promise<AlertRow | null> {
  const [row] = await tx.$queryRaw<AlertRow[]>`
    SELECT ${ALERT_COLUMNS} FROM alerts a WHERE a.id = ${id} FOR NO KEY UPDATE`;
  return row ?? null;
}

export async function countGroup(tx: Tx, groupKey: string): Promise<number> {
  const [row] = await tx.$queryRaw<[{ count: number }]>`
    SELECT count(*)::int AS count FROM alerts a WHERE a.group_key = ${groupKey} AND ${LIVE}`;
  return row.count;
}

/** Of those that match and are not over. */
export async function countAlerts(tx: Tx, query: AlertCountsQuery): Promise<AlertCounts> {
  const [row] = await tx.$queryRaw<[AlertCounts]>`
    SELECT count(*) FILTER (WHERE state = 'raised')::int AS raised,
      count(*) FILTER (WHERE state = 'acknowledged')::int AS acknowledged,
      count(*) FILTER (WHERE state = 'silenced')::int AS silenced,
      count(*) FILTER (WHERE state = 'raised' AND severity = 'critical')::int AS critical
    FROM alerts a WHERE ${all([LIVE, ...conditions({ ...query, state: undefined })])}`;
  return row;
}

export async function countBySeverity(tx: Tx): Promise<Record<Severity, number>> {
  const rows = await tx.$queryRaw<{ severity: Severity; count: number }[]>`
    SELECT severity, count(*)::int AS count FROM alerts a WHERE ${LIVE} GROUP BY 1`;
  const count = (severity: Severity) => rows.find((row) => row.severity === severity)?.count ?? 0;
  return { info: count("info"), warning: count("warning"), critical: count("critical") };
}

/** Live alerts and conditions that hold, by rule. */
export async function countByRule(tx: Tx): Promise<Map<string, { live: number; pending: number }>> {
  const rows = await tx.$queryRaw<{ rule: string; live: number; pending: number }[]>`
    SELECT rule, sum(live)::int AS live, sum(pending)::int AS pending FROM (
      SELECT rule, 1 AS live, 0 AS pending FROM alerts a WHERE ${LIVE}
      UNION ALL SELECT rule, 0, 1 FROM alert_conditions
    ) AS one GROUP BY 1`;
  return new Map(rows.map(({ rule, ...counts }) => [rule, counts]));
}

/** The anomalies of a metric that lived since an instant. */
export async function listAnomalies(tx: Tx, metric: string, since: Date): Promise<AlertRow[]> {
  return tx.$queryRaw<AlertRow[]>`
    SELECT ${ALERT_COLUMNS} FROM alerts a
    WHERE a.rule = 'anomaly' AND a.labels->>'metric' = ${metric} AND coalesce(a.resolved_at > ${since}, true)
    ORDER BY a.id DESC LIMIT 200`;
}

/** Alerts that were resolved long ago are forgotten, with what was tried about them. */
export async function deleteOldAlerts(tx: Tx): Promise<void> {
  await tx.$executeRaw`
    WITH old AS (
      DELETE FROM alerts WHERE state = 'resolved' AND resolved_at < now() - make_interval(days => ${KEPT_DAYS}::int) RETURNING id
    ) DELETE FROM watchdog_remedies r USING old WHERE r.alert_id = old.id`;
}
