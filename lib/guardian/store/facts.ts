// What plans are made of: the queue as it stands, read and not changed.
import { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/platform/db/transact";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import type { Priority, TaskState } from "@/lib/work/schema";
import type { SlotSource } from "../rules/slots";
import type { PlanTarget } from "../schema";

const COUNT_MAX = 10_000;

/** A scope as the queue keeps it. */
export interface StoredScope {
  kind: string;
  target: string | null;
  projectId: string | null;
  label: string;
}

export interface TaskFacts {
  id: string;
  title: string;
  state: TaskState;
  priority: Priority;
  agentName: string | null;
  cancelCause: "cancel" | "timeout" | "deadline" | "preempt" | null;
  /** Unfinished tasks that fail when it does not succeed. */
  doomed: number;
}

export async function getTaskFacts(tx: Tx, id: string): Promise<TaskFacts> {
  const [row] = await tx.$queryRaw<TaskFacts[]>`
    SELECT t.id, t.title, t.state, t.effective_priority AS priority, g.name AS "agentName",
      t.cancel_cause AS "cancelCause",
      (SELECT count(*)::int FROM task_dependencies d JOIN tasks o ON o.id = d.task_id
        WHERE d.depends_on_id = t.id AND o.finished_at IS NULL AND o.on_dependency_failure = 'fail') AS doomed
    FROM tasks t LEFT JOIN agents g ON g.id = t.agent_id WHERE t.id = ${id}`;
  if (!row) throw new AppError("not_found", "There is no such task.");
  return row;
}

export interface TicketFacts {
  status: string;
  /** Unfinished tasks, and how many of them have this priority already. */
  open: number;
  alike: number;
}

export async function getTicketFacts(tx: Tx, id: string, priority: Priority): Promise<TicketFacts> {
  const [row] = await tx.$queryRaw<TicketFacts[]>`
    SELECT k.status, count(t.id)::int AS open,
      (count(t.id) FILTER (WHERE t.effective_priority = ${priority}))::int AS alike
    FROM tickets k LEFT JOIN tasks t ON t.ticket_id = k.id AND t.finished_at IS NULL
    WHERE k.id = ${id} GROUP BY k.id`;
  if (!row) throw new AppError("not_found", "There is no such ticket.");
  return row;
}

export interface AgentFacts {
  id: string;
  name: string;
  projectId: string | null;
  state: string;
  stateOwner: string | null;
  load: number;
  /** Not heard of for so long that it is, or will be, lost. */
  isSilent: boolean;
}

export async function getAgentFacts(tx: Tx, id: string): Promise<AgentFacts> {
  const [row] = await tx.$queryRaw<AgentFacts[]>`
    SELECT id, name, project_id AS "projectId", state, state_owner AS "stateOwner", load,
      last_heartbeat_at < now() - make_interval(secs => ${env().AGENT_LOST_SECONDS}::double precision) AS "isSilent"
    FROM agents WHERE id = ${id}`;
  if (!row) throw new AppError("not_found", "There is no such agent.");
  return row;
}

/** Waiting tasks that a hold on this scope would keep from being claimed, counted up to 10,000. */
export async function countCovered(tx: Tx, { kind, target, projectId }: StoredScope): Promise<number> {
  const hold = JSON.stringify({
    scope_kind: kind,
    scope_target: target,
    project_id: projectId,
    released_percent: 0,
  });
  const [row] = await tx.$queryRaw<[{ count: number }]>`
    SELECT count(*)::int AS count FROM (
      SELECT 1 FROM tasks t, (SELECT jsonb_populate_record(NULL::holds, ${hold}::jsonb) AS h) AS one
      WHERE t.state = 'pending' AND hold_covers(one.h, t, NULL) LIMIT ${COUNT_MAX}) AS counted`;
  return row.count;
}

/** The alert that an intervention answers. */
export async function findAlert(tx: Tx, id: string): Promise<{ projectId: string | null } | null> {
  const [row] = await tx.$queryRaw<{ projectId: string | null }[]>`
    SELECT project_id AS "projectId" FROM alerts WHERE id = ${id}`;
  return row ?? null;
}

/** Whether a live hold stops exactly this scope already. */
export async function isHeld(tx: Tx, { kind, target, projectId }: StoredScope): Promise<boolean> {
  const found = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM holds WHERE ended_at IS NULL AND coalesce(expires_at > now(), true) AND scope_kind = ${kind}
      AND scope_target IS NOT DISTINCT FROM ${target} AND project_id IS NOT DISTINCT FROM ${projectId} LIMIT 1`;
  return found.length > 0;
}

export interface RunningAttempt {
  taskId: string;
  attemptId: string;
  title: string;
}

/** What an agent does now, less what is being stopped. */
export async function listRunning(tx: Tx, agentId: string): Promise<RunningAttempt[]> {
  return tx.$queryRaw<RunningAttempt[]>`
    SELECT t.id AS "taskId", a.id AS "attemptId", t.title FROM attempts a JOIN tasks t ON t.id = a.task_id
    WHERE a.agent_id = ${agentId} AND a.ended_at IS NULL AND t.cancel_requested_at IS NULL ORDER BY t.id`;
}

/** The kinds of capabilities that waiting tasks of a scope ask for, and the lowest priority among these. */
export async function readDemand(
  tx: Tx,
  scope: StoredScope,
): Promise<{ capabilities: string[][]; waiting: number; lowest: Priority | null }> {
  const rows = await tx.$queryRaw<{ capabilities: string[]; waiting: number; lowest: number }[]>`
    SELECT t.required_capabilities AS capabilities, count(*)::int AS waiting,
      min(priority_rank(t.effective_priority)) AS lowest
    FROM tasks t JOIN tickets k ON k.id = t.ticket_id AND k.status = 'open'
    WHERE t.state = 'pending' AND t.open_dependencies = 0 AND ${isServed(scope)}
    GROUP BY 1 ORDER BY 2 DESC LIMIT 200`;
  const lowest = Math.min(...rows.map((row) => row.lowest));
  const names: Priority[] = ["LOW", "MEDIUM", "HIGH", "CRITICAL"];
  return {
    capabilities: rows.map((row) => row.capabilities),
    waiting: rows.reduce((sum, row) => sum + row.waiting, 0),
    lowest: rows.length > 0 ? (names[lowest - 1] ?? null) : null,
  };
}

/** Whether a reservation for the scope serves the task `t`. */
function isServed({ kind, target, projectId }: StoredScope): Prisma.Sql {
  const within = projectId ? Prisma.sql`t.project_id = ${projectId}` : Prisma.sql`true`;
  if (kind === "ticket") return Prisma.sql`t.ticket_id = ${target}`;
  if (kind === "phase") return Prisma.sql`${within} AND t.phase = ${target}`;
  if (kind === "project") return within;
  return Prisma.sql`${within} AND priority_rank(t.effective_priority) >= priority_rank(${target})`;
}

interface SourceRow extends Omit<SlotSource, "held"> {
  capabilities: string[];
}

/** Moving slots waits here: each then sees what the one before has taken. */
export async function lockSlots(tx: Tx): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtext('guardian slots'))) AS waited`;
}

/** Active agents that were heard of lately and serve the scope's project; those named are offered, else all. */
export async function listSources(
  tx: Tx,
  scope: StoredScope,
  agentIds: string[] | undefined,
): Promise<(SlotSource & { capabilities: string[] })[]> {
  const named = agentIds ? Prisma.sql`g.id = ANY(${agentIds}::text[])` : Prisma.sql`true`;
  const agents = await tx.$queryRaw<SourceRow[]>`
    SELECT g.id, g.name, g.project_id AS "projectId", g.capacity, g.load, g.capabilities, ${named} AS "isOffered",
      (SELECT coalesce(sum(r.slots), 0)::int FROM capacity_reservations r WHERE r.agent_id = g.id
        AND r.ended_at IS NULL AND coalesce(r.expires_at > now(), true)) AS "reservedSlots"
    FROM agents g
    WHERE g.state = 'active' AND coalesce(g.project_id = ${scope.projectId}, true)
      AND g.last_heartbeat_at > now() - make_interval(secs => ${env().AGENT_LOST_SECONDS}::double precision)
    ORDER BY g.id`;
  const ids = agents.map(({ id }) => id);
  const held = await tx.$queryRaw<(SlotSource["held"][number] & { agentId: string })[]>`
    SELECT a.agent_id AS "agentId", t.id AS "taskId", t.project_id AS "projectId", a.id AS "attemptId", t.title, t.effective_priority AS priority,
      a.claimed_at AS "claimedAt", (${isServed(scope)}) AS "isServed", t.cancel_requested_at IS NOT NULL AS "isStopping",
      EXISTS (SELECT 1 FROM capacity_reservations r WHERE r.agent_id = a.agent_id AND r.ended_at IS NULL
        AND coalesce(r.expires_at > now(), true) AND coalesce(r.project_id = t.project_id, true)
        AND CASE r.scope_kind WHEN 'ticket' THEN r.scope_target = t.ticket_id WHEN 'phase' THEN r.scope_target = t.phase
          WHEN 'project' THEN true
          ELSE priority_rank(t.effective_priority) >= priority_rank(r.scope_target) END) AS "isReserved"
    FROM attempts a JOIN tasks t ON t.id = a.task_id
    WHERE a.ended_at IS NULL AND a.agent_id = ANY(${ids}::text[]) ORDER BY a.id`;
  return agents.map((agent) => ({ ...agent, held: held.filter((work) => work.agentId === agent.id) }));
}

type Named = Pick<PlanTarget, "kind" | "id">;

/** What targets are now: their states, and what changes whenever something happened that a plan must not overlook. */
export async function readTargets(
  tx: Tx,
  targets: readonly Named[],
): Promise<Map<string, Pick<PlanTarget, "state" | "version">>> {
  const ids = (kind: PlanTarget["kind"]) =>
    targets.flatMap((one) => (one.kind === kind && one.id ? [one.id] : []));
  const rows = await tx.$queryRaw<{ id: string; state: string; version: string }[]>`
    SELECT id, state, CASE WHEN state IN ('claimed', 'running') THEN 'claim ' || fence ELSE state || ' ' || version END AS version
    FROM tasks WHERE id = ANY(${ids("task")}::text[])
    UNION ALL SELECT id, status, status FROM tickets WHERE id = ANY(${ids("ticket")}::text[])
    UNION ALL SELECT id, state, state || ' ' || version FROM agents WHERE id = ANY(${ids("agent")}::text[])`;
  return new Map(rows.map(({ id, state, version }) => [id, { state, version }]));
}

/** Locks what a plan touches in the order that everybody keeps: tasks, then agents, each by their ids. */
export async function lockTargets(tx: Tx, taskIds: string[], agentIds: string[]): Promise<void> {
  if (taskIds.length > 0)
    await tx.$queryRaw`SELECT id FROM tasks WHERE id = ANY(${taskIds}::text[]) ORDER BY id FOR UPDATE`;
  if (agentIds.length > 0)
    await tx.$queryRaw`SELECT id FROM agents WHERE id = ANY(${agentIds}::text[]) ORDER BY id FOR NO KEY UPDATE`;
}

/** The task that repeats this one, if there is one, and whether there could be. */
export async function findRepeat(
  tx: Tx,
  taskId: string,
): Promise<{ id: string | null; isTicketOpen: boolean }> {
  const [row] = await tx.$queryRaw<[{ id: string | null; isTicketOpen: boolean }]>`
    SELECT (SELECT n.id FROM tasks n WHERE n.ticket_id = t.ticket_id AND n.retry_of = t.id ORDER BY n.id DESC LIMIT 1) AS id,
      k.status = 'open' AS "isTicketOpen"
    FROM tasks t JOIN tickets k ON k.id = t.ticket_id WHERE t.id = ${taskId}`;
  return row;
}

/** The share that a hold has let go, in percent. */
export async function readReleased(tx: Tx, holdId: string): Promise<number> {
  const [row] = await tx.$queryRaw<{ percent: number }[]>`
    SELECT released_percent AS percent FROM holds WHERE id = ${holdId}`;
  return row?.percent ?? 0;
}

/** Who issued this key; null for what is none. */
export async function findKeyIssuer(tx: Tx, id: string): Promise<string | null> {
  const [row] = await tx.$queryRaw<
    { by: string }[]
  >`SELECT created_by AS by FROM access_keys WHERE id = ${id}`;
  return row?.by ?? null;
}
