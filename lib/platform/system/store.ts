import type { Tx } from "../db/transact";
import { type JobQueue, type Replica, ReplicaLoad, type SystemFacts } from "./schema";

/** A process that was not heard of for this long is gone. */
const GONE_SECONDS = 20;
const TABLES_MAX = 15;

export interface Beat {
  id: string;
  host: string;
  pid: number;
  version: string;
  nodeVersion: string;
  load: ReplicaLoad;
}

/** Notes that this process lives, and forgets those that no longer do. */
export async function noteBeat(tx: Tx, beat: Beat): Promise<void> {
  const load = JSON.stringify(beat.load);
  await tx.$executeRaw`
    INSERT INTO server_instances (id, host, pid, version, node_version, load)
    VALUES (${beat.id}, ${beat.host}, ${beat.pid}, ${beat.version}, ${beat.nodeVersion}, ${load}::jsonb)
    ON CONFLICT (id) DO UPDATE SET last_seen_at = clock_timestamp(), load = excluded.load`;
  await tx.$executeRaw`
    DELETE FROM server_instances
    WHERE last_seen_at < clock_timestamp() - make_interval(secs => ${GONE_SECONDS * 3})`;
}

export async function removeReplica(tx: Tx, id: string): Promise<void> {
  await tx.$executeRaw`DELETE FROM server_instances WHERE id = ${id}`;
}

export async function listReplicas(tx: Tx): Promise<Replica[]> {
  const rows = await tx.$queryRaw<
    (Omit<Replica, "startedAt" | "lastSeenAt"> & { startedAt: Date; lastSeenAt: Date })[]
  >`
    SELECT id, host, pid, version, node_version AS "nodeVersion", load,
      started_at AS "startedAt", last_seen_at AS "lastSeenAt"
    FROM server_instances
    WHERE last_seen_at > clock_timestamp() - make_interval(secs => ${GONE_SECONDS})
    ORDER BY started_at, id LIMIT 200`;
  return rows.map((row) => ({
    ...row,
    load: ReplicaLoad.parse(row.load),
    startedAt: row.startedAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
  }));
}

/** One trivial round trip, in milliseconds. */
export async function measureLatency(tx: Tx): Promise<number> {
  const started = performance.now();
  await tx.$queryRaw`SELECT 1`;
  return performance.now() - started;
}

export async function readDatabase(tx: Tx) {
  const [row] = await tx.$queryRaw<
    [{ version: string; sizeBytes: number; used: number; max: number; now: Date }]
  >`
    SELECT current_setting('server_version') AS version, clock_timestamp() AS now,
      pg_database_size(current_database())::float8 AS "sizeBytes",
      (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend') AS used,
      current_setting('max_connections')::int AS max`;
  return row;
}

/** The largest tables with their indexes; a partitioned one counts once. Rows are the planner's estimate. */
export async function listTableSizes(tx: Tx): Promise<SystemFacts["database"]["tables"]> {
  return tx.$queryRaw`
    SELECT coalesce(pg_partition_root(c.oid), c.oid::regclass)::text AS name,
      sum(greatest(c.reltuples, 0))::float8 AS rows, sum(pg_total_relation_size(c.oid))::float8 AS bytes
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname IN ('public', 'pgboss')
    GROUP BY 1 ORDER BY bytes DESC, name LIMIT ${TABLES_MAX}`;
}

/**
 * Job queues with the engine's own counts. Runs are looked up for scheduled queues alone: those hold a few rows,
 * where a queue of reactions may hold a million.
 */
export async function listJobQueues(tx: Tx): Promise<JobQueue[]> {
  if (!(await hasJobs(tx))) return [];
  const rows = await tx.$queryRaw<JobRow[]>`
    SELECT q.name, s.cron, q.queued_count AS waiting, q.active_count AS active, q.failed_count AS failed,
      q.monitor_on AS "countedAt", done.at AS "lastRunAt", failure.at AS "lastFailureAt", failure.words AS "lastFailure"
    FROM pgboss.queue q
    LEFT JOIN pgboss.schedule s ON s.name = q.name AND s.key = ''
    LEFT JOIN LATERAL (
      SELECT max(j.completed_on) AS at FROM pgboss.job j WHERE j.name = s.name AND j.state = 'completed'
    ) AS done ON true
    LEFT JOIN LATERAL (
      SELECT j.completed_on AS at, left(j.output ->> 'message', 300) AS words FROM pgboss.job j
      WHERE j.name = s.name AND j.state = 'failed' ORDER BY j.completed_on DESC NULLS LAST LIMIT 1
    ) AS failure ON true
    WHERE q.name NOT LIKE '\\_\\_pgboss%' ORDER BY q.name LIMIT 200`;
  const instant = (at: Date | null) => at?.toISOString() ?? null;
  return rows.map((row) => ({
    ...row,
    countedAt: instant(row.countedAt),
    lastRunAt: instant(row.lastRunAt),
    lastFailureAt: instant(row.lastFailureAt),
  }));
}

/** The job engine makes its own tables when it first starts. */
async function hasJobs(tx: Tx): Promise<boolean> {
  const [row] = await tx.$queryRaw<[{ has: boolean }]>`SELECT to_regclass('pgboss.queue') IS NOT NULL AS has`;
  return row.has;
}

type JobRow = Omit<JobQueue, "countedAt" | "lastRunAt" | "lastFailureAt"> & {
  countedAt: Date | null;
  lastRunAt: Date | null;
  lastFailureAt: Date | null;
};

export async function findNewestEvent(tx: Tx): Promise<string | null> {
  const row = await tx.event.findFirst({
    orderBy: [{ xid: "desc" }, { seq: "desc" }],
    select: { occurredAt: true },
  });
  return row?.occurredAt.toISOString() ?? null;
}
