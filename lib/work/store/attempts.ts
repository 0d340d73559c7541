import type { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/platform/db/transact";
import type { Attempt, AttemptOutcome, TaskError, TaskState, UsageSummary } from "../schema";

export const WITH_AGENT_NAME = { agent: { select: { name: true } } } satisfies Prisma.AttemptInclude;
type AttemptRow = Prisma.AttemptGetPayload<{ include: typeof WITH_AGENT_NAME }>;

/** What a write about an attempt must know; the task's row is locked while the transaction runs. */
export interface HeldAttempt {
  attemptId: string;
  taskId: string;
  projectId: string;
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
}

/** Locks the task, then reads task and attempt together. Null when the attempt is not one of this task. */
export async function lockAttempt(tx: Tx, taskId: string, attemptId: string): Promise<HeldAttempt | null> {
  await tx.$queryRaw`SELECT id FROM tasks WHERE id = ${taskId} FOR UPDATE`;
  const [row] = await tx.$queryRaw<HeldAttempt[]>`
    SELECT a.id AS "attemptId", t.id AS "taskId", t.project_id AS "projectId", a.number, a.agent_id AS "agentId",
           g.registered_by AS "ownerId", a.fence AS "attemptFence", t.fence AS "taskFence", a.ended_at AS "endedAt",
           a.outcome, a.stop_confirmed_at AS "stopConfirmedAt", t.state, t.attempt_count AS "attemptCount",
           t.max_attempts AS "maxAttempts", t.cancel_requested_at AS "cancelRequestedAt"
    FROM attempts a JOIN tasks t ON t.id = a.task_id JOIN agents g ON g.id = a.agent_id
    WHERE a.id = ${attemptId} AND t.id = ${taskId}`;
  return row ?? null;
}

export async function findAttempt(tx: Tx, taskId: string, id: string) {
  return tx.attempt.findUnique({
    where: { id, taskId },
    select: { id: true, projectId: true, endedAt: true },
  });
}

export async function startAttempt(tx: Tx, held: HeldAttempt): Promise<void> {
  await tx.$executeRaw`UPDATE attempts SET started_at = now() WHERE id = ${held.attemptId}`;
  await tx.$executeRaw`
    UPDATE tasks SET state = 'running', updated_at = now(), version = version + 1 WHERE id = ${held.taskId}`;
}

export interface AttemptEnd {
  outcome: AttemptOutcome;
  error?: TaskError | undefined;
  usage?: UsageSummary | null | undefined;
  stopConfirmed?: boolean;
}

/** Ends a live attempt and seals its log; false when it had ended already. */
export async function endAttempt(tx: Tx, attemptId: string, end: AttemptEnd): Promise<boolean> {
  const ended = await tx.$executeRaw`
    UPDATE attempts SET ended_at = now(), outcome = ${end.outcome},
      error = ${end.error ? JSON.stringify(end.error) : null}::jsonb,
      usage = ${end.usage ? JSON.stringify(end.usage) : null}::jsonb,
      stop_confirmed_at = CASE WHEN ${end.stopConfirmed ?? false} THEN now() END
    WHERE id = ${attemptId} AND ended_at IS NULL`;
  if (ended === 0) return false;
  await tx.$executeRaw`
    UPDATE artifacts SET sha256 = (
      SELECT encode(sha256(coalesce(string_agg(content, ''::bytea ORDER BY offset_bytes), ''::bytea)), 'hex')
      FROM artifact_chunks WHERE artifact_id = artifacts.id)
    WHERE attempt_id = ${attemptId} AND type = 'log'`;
  return true;
}

export interface TaskEnd {
  state: "completed" | "failed" | "cancelled";
  result?: Record<string, unknown>;
  error?: TaskError | undefined;
}

/** Closes the task; its fence grows, so that whatever the last holder still sends is refused. */
export async function endTask(tx: Tx, taskId: string, end: TaskEnd): Promise<void> {
  await tx.$executeRaw`
    UPDATE tasks SET state = ${end.state}, finished_at = now(), updated_at = now(), fence = fence + 1,
      version = version + 1, result = ${end.result ? JSON.stringify(end.result) : null}::jsonb,
      error = ${end.error ? JSON.stringify(end.error) : null}::jsonb
    WHERE id = ${taskId}`;
}

/** Puts a task whose attempt failed or was lost back into the queue, claimable after `delayMs`. */
export async function requeueTask(tx: Tx, taskId: string, delayMs: number, error: TaskError): Promise<void> {
  await tx.$executeRaw`
    UPDATE tasks SET state = 'pending', fence = fence + 1, version = version + 1, updated_at = now(),
      available_at = now() + make_interval(secs => ${delayMs / 1000}::double precision),
      error = ${JSON.stringify(error)}::jsonb
    WHERE id = ${taskId}`;
}

export async function requestCancel(
  tx: Tx,
  taskId: string,
  cancel: { reason: string; by: string; graceSeconds: number },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE tasks SET cancel_requested_at = now(), cancel_reason = ${cancel.reason}, cancel_requested_by = ${cancel.by},
      cancel_deadline = now() + make_interval(secs => ${cancel.graceSeconds}::double precision),
      updated_at = now(), version = version + 1
    WHERE id = ${taskId}`;
}

/** Notes that the process of a closed attempt is gone; false when that was known. */
export async function confirmStop(tx: Tx, attemptId: string): Promise<boolean> {
  const confirmed = await tx.$executeRaw`
    UPDATE attempts SET stop_confirmed_at = now() WHERE id = ${attemptId} AND stop_confirmed_at IS NULL`;
  return confirmed === 1;
}

/** Live attempts whose lease has run out, with their tasks locked; those another replica is closing are skipped. */
export async function lockExpired(tx: Tx, limit: number): Promise<{ taskId: string; attemptId: string }[]> {
  return tx.$queryRaw`
    SELECT t.id AS "taskId", a.id AS "attemptId" FROM attempts a JOIN tasks t ON t.id = a.task_id
    WHERE a.ended_at IS NULL AND a.lease_until < now()
    ORDER BY t.id LIMIT ${limit} FOR UPDATE OF t SKIP LOCKED`;
}

/** A heartbeat may have come since the lease was seen to be over: asked again with the task locked. */
export async function isExpired(tx: Tx, attemptId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM attempts WHERE id = ${attemptId} AND ended_at IS NULL AND lease_until < now() FOR UPDATE`;
  return rows.length === 1;
}

/** Live attempts of tasks whose cancel deadline has passed, with their tasks locked. */
export async function lockOverdueCancels(
  tx: Tx,
  limit: number,
): Promise<{ taskId: string; attemptId: string }[]> {
  return tx.$queryRaw`
    SELECT t.id AS "taskId", a.id AS "attemptId" FROM tasks t JOIN attempts a ON a.task_id = t.id AND a.ended_at IS NULL
    WHERE t.cancel_requested_at IS NOT NULL AND t.finished_at IS NULL AND t.cancel_deadline < now()
    ORDER BY t.id LIMIT ${limit} FOR UPDATE OF t SKIP LOCKED`;
}

export function toAttempt(row: AttemptRow): Attempt {
  return {
    id: row.id,
    taskId: row.taskId,
    agentId: row.agentId,
    agentName: row.agent.name,
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
