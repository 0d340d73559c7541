// What rooms above ask about the queue as it is now, each by one statement however long the queue is.
import { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/platform/db/transact";
import { env } from "@/lib/platform/env";
import { agentStatus, hostStatus } from "../rules";
import { LIVE_HOLDS } from "./holds";

/** Live tasks that are told of at most: what runs first, then in the order of claims. */
const LIVE_TASKS_MAX = 20_000;
/** Ended attempts of each agent that are looked at, and ended tasks of the installation: beyond them, rates are of these. */
const ENDED_ATTEMPTS_MAX = 200;
const ENDED_TASKS_MAX = 20_000;
const RATE_MINUTES = 15;

/** Since when a pending task waits for an agent: since it joined the queue, its backoff was over and nothing was before it. */
const WAITS_SINCE = Prisma.raw(`greatest(t.enqueued_at, t.available_at, (SELECT max(before.finished_at)
  FROM task_dependencies d JOIN tasks before ON before.id = d.depends_on_id WHERE d.task_id = t.id))`);

/** Of an agent `g`: not heard of for as long as makes it lost. */
const isSilent = () =>
  Prisma.sql`g.last_heartbeat_at < now() - make_interval(secs => ${env().AGENT_LOST_SECONDS}::double precision)`;

/**
 * When holds ended lately, the last of each scope: a wait begins again then. What ended before a day is long ago. Those of
 * tickets apart: there may be hundreds, and each task is of one; the others are a few, and each is asked of every task.
 */
const HOLDS_ENDED = Prisma.raw(`holds_ended AS MATERIALIZED (
    SELECT project_id, scope_kind, scope_target, max(ended_at) AS at FROM holds
    WHERE ended_at > now() - interval '1 day' AND scope_kind NOT IN ('agent', 'ticket') GROUP BY 1, 2, 3
  ), tickets_freed AS MATERIALIZED (
    SELECT scope_target AS ticket_id, max(ended_at) AS at FROM holds
    WHERE ended_at > now() - interval '1 day' AND scope_kind = 'ticket' GROUP BY 1
  )`);
/** When the last of these that covered a task `t` ended; `hold_covers` wants the task's whole row. */
const HELD_UNTIL = Prisma.raw(`greatest(k.at, (SELECT max(e.at) FROM holds_ended e
  WHERE coalesce(e.project_id = t.project_id, true) AND CASE e.scope_kind WHEN 'phase' THEN e.scope_target = t.phase
    WHEN 'priority_at_most' THEN priority_rank(t.effective_priority) <= priority_rank(e.scope_target) ELSE true END))`);

/** Whole seconds since then; never below zero. */
export const seconds = (since: Prisma.Sql) =>
  Prisma.sql`greatest(0, floor(extract(epoch FROM clock_timestamp() - ${since})))::int`;

export interface LiveTask {
  id: string;
  title: string;
  projectId: string;
  ticketId: string;
  phase: string;
  type: string;
  priority: string;
  state: string;
  agentId: string | null;
  requiredCapabilities: string[];
  /** Time under a hold or a budget does not count. */
  pendingSeconds: number;
  runningSeconds: number;
  /** Since its log grew, or it began when it has none. */
  silentSeconds: number;
  timeoutSeconds: number;
  attempts: number;
  maxAttempts: number;
  isBlocked: boolean;
  /** A hold or a budget keeps it from being claimed. */
  isHeld: boolean;
  isStopping: boolean;
  /** Of its attempts, how many ended because their agent was not heard of. */
  leasesLost: number;
}

/**
 * The tasks that have not ended. They come as one text: made into rows and columns, five thousand of them would keep
 * the driver busy for longer than the database.
 */
export async function listLiveTasks(tx: Tx): Promise<LiveTask[]> {
  const [{ tasks }] = await tx.$queryRaw<[{ tasks: string }]>`/* live_tasks */
    WITH ${HOLDS_ENDED}, live AS MATERIALIZED (
      SELECT id, title, project_id, ticket_id, phase, type, effective_priority, state, timeout_seconds, attempt_count, max_attempts,
        required_capabilities, open_dependencies, is_parked, cancel_requested_at, enqueued_at, available_at
      FROM tasks WHERE state IN ('pending', 'claimed', 'running')
      ORDER BY (state = 'pending'), queue_band, queue_at LIMIT ${LIVE_TASKS_MAX}
    )
    SELECT coalesce(json_agg(told), '[]')::text AS tasks FROM (
    SELECT t.id, t.title, t.project_id AS "projectId", t.ticket_id AS "ticketId", t.phase, t.type,
      t.effective_priority AS priority, t.state, a.agent_id AS "agentId",
      t.required_capabilities AS "requiredCapabilities", CASE WHEN t.state = 'pending' AND NOT t.is_parked
        THEN ${seconds(Prisma.sql`greatest(${WAITS_SINCE}, ${HELD_UNTIL})`)} ELSE 0 END AS "pendingSeconds",
      coalesce(${seconds(Prisma.sql`coalesce(a.started_at, a.claimed_at)`)}, 0) AS "runningSeconds",
      coalesce(${seconds(Prisma.sql`coalesce(o.grown_at, a.started_at, a.claimed_at)`)}, 0) AS "silentSeconds",
      t.timeout_seconds AS "timeoutSeconds", t.attempt_count AS attempts, t.max_attempts AS "maxAttempts",
      t.open_dependencies > 0 AS "isBlocked", t.is_parked AS "isHeld", t.cancel_requested_at IS NOT NULL AS "isStopping",
      CASE WHEN t.attempt_count > 0 THEN (SELECT count(*)::int FROM attempts past WHERE past.task_id = t.id
        AND past.outcome = 'lost') ELSE 0 END AS "leasesLost"
    FROM live t LEFT JOIN tickets_freed k ON k.ticket_id = t.ticket_id
    LEFT JOIN attempts a ON a.task_id = t.id AND a.ended_at IS NULL AND t.state <> 'pending'
    LEFT JOIN LATERAL (SELECT max(coalesce(l.grown_at, l.created_at)) AS grown_at FROM artifacts l
      WHERE l.attempt_id = a.id AND l.type = 'log') AS o ON a.id IS NOT NULL
    ) AS told`;
  return JSON.parse(tasks) as LiveTask[];
}

export interface QueueNow {
  pending: number;
  criticalPending: number;
  highPending: number;
  running: number;
  oldestPendingSeconds: number;
  oldestCriticalPendingSeconds: number;
}

const CLAIMABLE = Prisma.raw("t.state = 'pending' AND t.open_dependencies = 0");

/** The open part of the queue as a whole; blocked tasks do not wait for an agent. */
export async function readQueueNow(tx: Tx): Promise<QueueNow> {
  const [row] = await tx.$queryRaw<[QueueNow]>`/* queue_now */
    WITH waiting AS MATERIALIZED (
      SELECT t.effective_priority AS priority, ${WAITS_SINCE} AS since FROM tasks t WHERE ${CLAIMABLE}
    )
    SELECT count(*)::int AS pending, count(*) FILTER (WHERE priority = 'CRITICAL')::int AS "criticalPending",
      count(*) FILTER (WHERE priority = 'HIGH')::int AS "highPending",
      (SELECT count(*)::int FROM tasks WHERE state IN ('claimed', 'running')) AS running,
      coalesce(${seconds(Prisma.sql`min(since)`)}, 0) AS "oldestPendingSeconds",
      coalesce(${seconds(Prisma.sql`min(since) FILTER (WHERE priority = 'CRITICAL')`)}, 0) AS "oldestCriticalPendingSeconds"
    FROM waiting`;
  return row;
}

export interface WaitingPart {
  projectId: string;
  priority: string;
  pending: number;
  oldestSeconds: number;
}

/** Tasks that wait for an agent, by project and priority. */
export async function countWaitingParts(tx: Tx): Promise<WaitingPart[]> {
  return tx.$queryRaw<WaitingPart[]>`/* waiting_parts */
    SELECT project_id AS "projectId", priority, count(*)::int AS pending, ${seconds(Prisma.sql`min(since)`)} AS "oldestSeconds"
    FROM (SELECT t.project_id, t.effective_priority AS priority, ${WAITS_SINCE} AS since FROM tasks t WHERE ${CLAIMABLE}) AS w
    GROUP BY 1, 2 ORDER BY 1, 2`;
}

export interface Rates {
  completedPerMinute: number;
  failedPerMinute: number;
}

/** Tasks that ended lately, a minute. Where there are very many, of the newest and the time that these took. */
export async function readRates(tx: Tx): Promise<Rates> {
  const [row] = await tx.$queryRaw<[Rates & { counted: number; minutes: number }]>`/* rates */
    WITH ended AS MATERIALIZED (
      SELECT state, finished_at FROM tasks WHERE finished_at > now() - make_interval(mins => ${RATE_MINUTES}::int)
      ORDER BY finished_at DESC LIMIT ${ENDED_TASKS_MAX}
    )
    SELECT count(*)::int AS counted, (count(*) FILTER (WHERE state = 'completed'))::float8 AS "completedPerMinute",
      (count(*) FILTER (WHERE state = 'failed'))::float8 AS "failedPerMinute",
      coalesce(extract(epoch FROM clock_timestamp() - min(finished_at)) / 60, 0)::float8 AS minutes
    FROM ended`;
  const minutes = row.counted < ENDED_TASKS_MAX ? RATE_MINUTES : Math.max(row.minutes, 1 / 60);
  return {
    completedPerMinute: row.completedPerMinute / minutes,
    failedPerMinute: row.failedPerMinute / minutes,
  };
}

export interface LiveAgent {
  id: string;
  name: string;
  projectId: string | null;
  /** The host that started it. */
  hostId: string | null;
  template: string | null;
  status: string;
  capabilities: string[];
  capacity: number;
  load: number;
  /** A hold on it keeps it from claiming. */
  isHeld: boolean;
  silentSeconds: number;
  /** Not heard of for as long as makes an agent lost, and not replaced since: a quarantine hides neither. */
  isLost: boolean;
  failuresLastHour: number;
  completionsLastHour: number;
  failureStreak: number;
  /** What became of the last request for another in its place; empty when there was none. */
  replacement: string;
  /** Attempts that ended in the last quarter of an hour, and how many of them did not succeed. */
  endedLately: number;
  failedLately: number;
}

/** Agents that are not retired, with how their newest attempts went; stopped ones say nothing about an agent. */
export async function listLiveAgents(tx: Tx): Promise<LiveAgent[]> {
  const rows = await tx.$queryRaw<(LiveAgent & { state: string; silentMs: number })[]>`/* live_agents */
    SELECT g.id, g.name, g.project_id AS "projectId", r.host_id AS "hostId", r.template, g.state, g.capabilities, g.capacity, g.load,
      EXISTS (SELECT 1 FROM ${LIVE_HOLDS} AND h.scope_kind = 'agent' AND h.scope_target = g.id) AS "isHeld",
      (extract(epoch FROM clock_timestamp() - g.last_heartbeat_at) * 1000)::float8 AS "silentMs",
      ${seconds(Prisma.sql`g.last_heartbeat_at`)} AS "silentSeconds", p.*,
      g.state = 'lost' OR (g.state = 'quarantined' AND ${isSilent()} AND NOT EXISTS (SELECT 1 FROM host_requests s
        WHERE s.replaces = g.id AND s.status IN ('requested', 'accepted', 'done')
          AND (s.ended_at IS NULL OR s.created_at > g.last_heartbeat_at))) AS "isLost",
      coalesce((SELECT status FROM host_requests WHERE replaces = g.id ORDER BY id DESC LIMIT 1), '') AS replacement
    FROM agents g
    LEFT JOIN LATERAL (SELECT host_id, template FROM host_requests WHERE agent_id = g.id ORDER BY id DESC LIMIT 1) AS r ON true
    CROSS JOIN LATERAL (
      SELECT count(*) FILTER (WHERE is_bad AND in_hour)::int AS "failuresLastHour",
        count(*) FILTER (WHERE NOT is_bad AND in_hour)::int AS "completionsLastHour",
        count(*) FILTER (WHERE in_rate)::int AS "endedLately", count(*) FILTER (WHERE is_bad AND in_rate)::int AS "failedLately",
        coalesce(min(n) FILTER (WHERE NOT is_bad) - 1, count(*))::int AS "failureStreak"
      FROM (
        SELECT outcome <> 'completed' AS is_bad, ended_at > now() - interval '1 hour' AS in_hour,
          ended_at > now() - make_interval(mins => ${RATE_MINUTES}::int) AS in_rate, row_number() OVER (ORDER BY ended_at DESC, id DESC) AS n
        FROM (SELECT id, outcome, ended_at FROM attempts WHERE agent_id = g.id AND outcome IN ('completed', 'failed', 'lost')
          ORDER BY id DESC LIMIT ${ENDED_ATTEMPTS_MAX}) AS newest
      ) AS past
    ) AS p
    WHERE g.state <> 'retired' ORDER BY g.id`;
  const staleAfterMs = env().AGENT_STALE_SECONDS * 1000;
  return rows.map(({ state, silentMs, ...row }) => ({
    ...row,
    status: agentStatus({ state, load: row.load, silentMs }, staleAfterMs),
  }));
}

export interface LiveHost {
  id: string;
  name: string;
  projectId: string | null;
  status: string;
  silentSeconds: number;
  agents: number;
  agentsMax: number;
}

/** Hosts that are not retired. */
export async function listLiveHosts(tx: Tx): Promise<LiveHost[]> {
  const rows = await tx.$queryRaw<(LiveHost & { state: string; silentMs: number })[]>`
    SELECT h.id, h.name, h.project_id AS "projectId", h.state, h.agents_max AS "agentsMax",
      (SELECT count(*)::int FROM host_requests r WHERE r.host_id = h.id AND r.ended_at IS NULL) AS agents,
      (extract(epoch FROM clock_timestamp() - h.last_heartbeat_at) * 1000)::float8 AS "silentMs",
      ${seconds(Prisma.sql`h.last_heartbeat_at`)} AS "silentSeconds"
    FROM runner_hosts h WHERE h.state <> 'retired' ORDER BY h.id`;
  const { AGENT_STALE_SECONDS, AGENT_LOST_SECONDS } = env();
  const limits = { staleAfterMs: AGENT_STALE_SECONDS * 1000, offlineAfterMs: AGENT_LOST_SECONDS * 1000 };
  return rows.map(({ state, silentMs, ...row }) => ({
    ...row,
    status: hostStatus({ state, silentMs }, limits),
  }));
}
