import { type Attempt as AttemptColumns, Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/platform/db/transact";
import type { Attempt, AttemptOutcome, StopCause, TaskError, TaskState, UsageSummary } from "../schema";

/** What a write about an attempt must know; the task's row is locked while the transaction runs. */
export interface HeldAttempt {
  attemptId: string;
  taskId: string;
  projectId: string;
  title: string;
  number: number;
  agentId: string;
  /** The key that registered the agent. */
  ownerId: string;
  attemptFence: bigint;
  taskFence: bigint;
  endedAt: Date | null;
  outcome: AttemptOutcome | null;
  stopConfirmedAt: Date | null;
  state: TaskState;
  attemptCount: number;
  maxAttempts: number;
  cancelRequestedAt: Date | null;
  cancelReason: string | null;
  cancelCause: StopCause | null;
}

const HELD = Prisma.sql`
  SELECT a.id AS "attemptId", t.id AS "taskId", t.project_id AS "projectId", t.title, a.number, a.agent_id AS "agentId",
    g.registered_by AS "ownerId", a.fence AS "attemptFence", t.fence AS "taskFence", a.ended_at AS "endedAt",
    a.outcome, a.stop_confirmed_at AS "stopConfirmedAt", t.state, t.attempt_count AS "attemptCount",
    t.max_attempts AS "maxAttempts", t.cancel_requested_at AS "cancelRequestedAt",
    t.cancel_reason AS "cancelReason", t.cancel_cause AS "cancelCause"
  FROM attempts a JOIN tasks t ON t.id = a.task_id JOIN agents g ON g.id = a.agent_id`;

/** Locks the task, then reads task and attempt together. Null when the attempt is not one of this task. */
export async function lockAttempt(tx: Tx, taskId: string, attemptId: string): Promise<HeldAttempt | null> {
  await tx.$queryRaw`SELECT id FROM tasks WHERE id = ${taskId} FOR UPDATE`;
  const [row] = await tx.$queryRaw<HeldAttempt[]>`${HELD} WHERE a.id = ${attemptId} AND t.id = ${taskId}`;
  return row ?? null;
}

/** Locks the tasks that an agent holds, in the order of their ids; without waiting, those that nobody else has locked. */
export async function lockHeldBy(
  tx: Tx,
  agentId: string,
  { waits }: { waits: boolean },
): Promise<HeldAttempt[]> {
  const locked = await tx.$queryRaw<{ id: string }[]>`
    SELECT t.id FROM attempts a JOIN tasks t ON t.id = a.task_id
    WHERE a.agent_id = ${agentId} AND a.ended_at IS NULL
    ORDER BY t.id FOR UPDATE OF t ${waits ? Prisma.empty : Prisma.sql`SKIP LOCKED`}`;
  const ids = locked.map(({ id }) => id);
  // Asked again: an attempt may have ended while its task was waited for.
  return tx.$queryRaw<HeldAttempt[]>`
    ${HELD} WHERE a.agent_id = ${agentId} AND a.ended_at IS NULL AND t.id = ANY(${ids}::text[]) ORDER BY t.id`;
}

/** What an agent does now, less what is being stopped. */
export async function listHeldBy(
  tx: Tx,
  agentId: string,
): Promise<Pick<HeldAttempt, "taskId" | "attemptId" | "title">[]> {
  return tx.$queryRaw`
    SELECT t.id AS "taskId", a.id AS "attemptId", t.title FROM attempts a JOIN tasks t ON t.id = a.task_id
    WHERE a.agent_id = ${agentId} AND a.ended_at IS NULL AND t.cancel_requested_at IS NULL ORDER BY t.id`;
}

export async function holdsAny(tx: Tx, agentId: string): Promise<boolean> {
  const live = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM attempts WHERE agent_id = ${agentId} AND ended_at IS NULL LIMIT 1`;
  return live.length > 0;
}

/** Gives a task one more attempt than it had; returns how many it may have now. */
export async function allowAnother(tx: Tx, taskId: string): Promise<number> {
  const [row] = await tx.$queryRaw<[{ max: number }]>`
    UPDATE tasks SET max_attempts = max_attempts + 1 WHERE id = ${taskId} RETURNING max_attempts AS max`;
  return row.max;
}

/** Ends the transaction as a deadlock would, so that it is tried again from the beginning. */
export async function startOver(tx: Tx): Promise<never> {
  await tx.$executeRaw`DO $$ BEGIN RAISE EXCEPTION 'tried again' USING ERRCODE = '40001'; END $$`;
  throw new Error("The conflict was not raised.");
}

export async function findAttempt(tx: Tx, taskId: string, id: string) {
  return tx.attempt.findUnique({
    where: { id, taskId },
    select: { id: true, projectId: true, endedAt: true },
  });
}

type AttemptRow = AttemptColumns & { agentName: string };

const SHOWN_MAX = 50;

/** The newest attempts of a task. */
export async function listAttempts(tx: Tx, taskId: string): Promise<Attempt[]> {
  const rows = await tx.$queryRaw<AttemptRow[]>`
    SELECT a.id, a.task_id AS "taskId", a.agent_id AS "agentId", g.name AS "agentName", a.number, a.fence,
      a.lease_until AS "leaseUntil", a.claimed_at AS "claimedAt", a.started_at AS "startedAt", a.ended_at AS "endedAt",
      a.outcome, a.error, a.usage, a.stop_confirmed_at AS "stopConfirmedAt"
    FROM attempts a JOIN agents g ON g.id = a.agent_id WHERE a.task_id = ${taskId}
    ORDER BY a.number DESC LIMIT ${SHOWN_MAX}`;
  return rows.map(toAttempt);
}

export async function startAttempt(tx: Tx, held: HeldAttempt): Promise<void> {
  await tx.$executeRaw`UPDATE attempts SET started_at = now() WHERE id = ${held.attemptId}`;
  await tx.$executeRaw`
    UPDATE tasks SET state = 'running', started_at = now(), updated_at = now(), version = version + 1
    WHERE id = ${held.taskId}`;
}

export interface AttemptEnd {
  outcome: AttemptOutcome;
  error?: TaskError | undefined;
  usage?: UsageSummary | null | undefined;
  stopConfirmed?: boolean;
}

/** Ends a live attempt, frees its agent's slot and seals its log; false when it had ended already. */
export async function endAttempt(tx: Tx, attemptId: string, end: AttemptEnd): Promise<boolean> {
  const ended = await tx.$queryRaw<unknown[]>`
    WITH ended AS (
      UPDATE attempts SET ended_at = now(), outcome = ${end.outcome},
        error = ${end.error ? JSON.stringify(end.error) : null}::jsonb,
        usage = ${end.usage ? JSON.stringify(end.usage) : null}::jsonb,
        stop_confirmed_at = CASE WHEN ${end.stopConfirmed ?? false} THEN now() END
      WHERE id = ${attemptId} AND ended_at IS NULL RETURNING id, agent_id
    ), freed AS (
      UPDATE agents SET load = load - 1 FROM ended WHERE agents.id = ended.agent_id
    ), sealed AS (
      UPDATE artifacts SET sha256 = (
        SELECT encode(sha256(coalesce(string_agg(content, ''::bytea ORDER BY offset_bytes), ''::bytea)), 'hex')
        FROM artifact_chunks WHERE artifact_id = artifacts.id)
      FROM ended WHERE attempt_id = ended.id AND type = 'log'
    )
    SELECT id FROM ended`;
  return ended.length === 1;
}

/** Notes what an attempt used that ended without telling it; says whether it had. */
export async function keepUsage(tx: Tx, attemptId: string, usage: UsageSummary): Promise<boolean> {
  const kept = await tx.$executeRaw`
    UPDATE attempts SET usage = ${JSON.stringify(usage)}::jsonb
    WHERE id = ${attemptId} AND ended_at IS NOT NULL AND usage IS NULL`;
  return kept === 1;
}

/** Puts a task whose attempt failed or was lost back into the queue, claimable after `delayMs`. */
export async function requeueTask(tx: Tx, taskId: string, delayMs: number, error: TaskError): Promise<void> {
  await tx.$executeRaw`
    UPDATE tasks SET state = 'pending', fence = fence + 1, version = version + 1, updated_at = now(),
      agent_id = NULL, started_at = NULL, available_at = now() + make_interval(secs => ${delayMs / 1000}::double precision),
      cancel_requested_at = NULL, cancel_deadline = NULL, cancel_reason = NULL, cancel_requested_by = NULL,
      cancel_cause = NULL, error = ${JSON.stringify(error)}::jsonb
    WHERE id = ${taskId}`;
}

export interface StopRequest {
  cause: StopCause;
  reason: string;
  by: string;
  graceSeconds: number;
}

/** Asks for a task to be stopped; an earlier request gives way. */
export async function requestStop(tx: Tx, taskId: string, stop: StopRequest): Promise<void> {
  await tx.$executeRaw`
    UPDATE tasks SET cancel_requested_at = now(), cancel_reason = ${stop.reason}, cancel_requested_by = ${stop.by},
      cancel_cause = ${stop.cause},
      cancel_deadline = now() + make_interval(secs => ${stop.graceSeconds}::double precision),
      updated_at = now(), version = version + 1
    WHERE id = ${taskId}`;
}

/** Notes that the process of a closed attempt is gone; false when that was known. */
export async function confirmStop(tx: Tx, attemptId: string): Promise<boolean> {
  const confirmed = await tx.$executeRaw`
    UPDATE attempts SET stop_confirmed_at = now() WHERE id = ${attemptId} AND stop_confirmed_at IS NULL`;
  return confirmed === 1;
}

/** A heartbeat may have come since the lease was seen to be over: asked again with the task locked. */
export async function isExpired(tx: Tx, attemptId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM attempts WHERE id = ${attemptId} AND ended_at IS NULL AND lease_until < now() FOR UPDATE`;
  return rows.length === 1;
}

function toAttempt(row: AttemptRow): Attempt {
  return {
    id: row.id,
    taskId: row.taskId,
    agentId: row.agentId,
    agentName: row.agentName,
    number: row.number,
    fence: row.fence.toString(),
    leaseUntil: row.leaseUntil.toISOString(),
    claimedAt: row.claimedAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
    outcome: row.outcome as AttemptOutcome | null,
    error: row.error as TaskError | null,
    usage: row.usage as UsageSummary | null,
    stopConfirmedAt: row.stopConfirmedAt?.toISOString() ?? null,
  };
}
