import type { Tx } from "@/lib/platform/db/transact";

export interface BeatRef {
  attemptId: string;
  fence: string;
}

export interface BeatFacts {
  attemptId: string;
  taskId: string;
  endedAt: Date | null;
  leaseUntil: Date;
  stopConfirmedAt: Date | null;
  cancelReason: string | null;
  cancelDeadline: Date | null;
  /** Until the deadline, by the database's clock. */
  remainingMs: number | null;
}

/**
 * Extends the leases of the live attempts that this agent named with the right fence. One that somebody else is
 * writing to, most often to end it, is left to the next heartbeat: waiting for it with the agent locked would make
 * a circle with who ends it and then frees the agent's slot.
 */
export async function extendLeases(
  tx: Tx,
  agentId: string,
  refs: BeatRef[],
  leaseSeconds: number,
): Promise<void> {
  if (refs.length === 0) return;
  await tx.$executeRaw`/* extend_leases */
    UPDATE attempts SET lease_until = now() + make_interval(secs => ${leaseSeconds}::double precision)
    WHERE id IN (
      SELECT a.id
      FROM unnest(${refs.map((ref) => ref.attemptId)}::text[], ${refs.map((ref) => ref.fence)}::text[]) AS ref (id, fence)
      JOIN attempts a ON a.id = ref.id AND a.fence = ref.fence::numeric AND a.agent_id = ${agentId}
      WHERE a.ended_at IS NULL FOR NO KEY UPDATE OF a SKIP LOCKED)`;
}

/** How the named attempts of this agent stand; one with a wrong fence or of another agent is not among them. */
export async function readBeats(tx: Tx, agentId: string, refs: BeatRef[]): Promise<BeatFacts[]> {
  if (refs.length === 0) return [];
  return tx.$queryRaw<BeatFacts[]>`/* read_beats */
    SELECT a.id AS "attemptId", a.task_id AS "taskId", a.ended_at AS "endedAt", a.lease_until AS "leaseUntil",
      a.stop_confirmed_at AS "stopConfirmedAt",
      CASE WHEN t.cancel_requested_at IS NOT NULL THEN t.cancel_reason END AS "cancelReason",
      t.cancel_deadline AS "cancelDeadline",
      (extract(epoch FROM t.cancel_deadline - clock_timestamp()) * 1000)::float8 AS "remainingMs"
    FROM unnest(${refs.map((ref) => ref.attemptId)}::text[], ${refs.map((ref) => ref.fence)}::text[]) AS ref (id, fence)
    JOIN attempts a ON a.id = ref.id AND a.fence = ref.fence::numeric AND a.agent_id = ${agentId}
    JOIN tasks t ON t.id = a.task_id`;
}
