import type { Tx } from "@/lib/platform/db/transact";

export interface BeatFacts {
  attemptId: string;
  taskId: string;
  endedAt: Date | null;
  leaseUntil: Date;
  stopConfirmedAt: Date | null;
  cancelReason: string | null;
  cancelDeadline: Date | null;
}

/** Extends the leases of the live attempts that this agent named with the right fence. */
export async function extendLeases(
  tx: Tx,
  agentId: string,
  refs: { attemptId: string; fence: string }[],
  leaseSeconds: number,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE attempts SET lease_until = now() + make_interval(secs => ${leaseSeconds}::double precision)
    FROM unnest(${refs.map((ref) => ref.attemptId)}::text[], ${refs.map((ref) => ref.fence)}::text[]) AS ref (id, fence)
    WHERE attempts.id = ref.id AND attempts.fence = ref.fence::numeric AND attempts.agent_id = ${agentId}
      AND attempts.ended_at IS NULL`;
}

/** How the named attempts of this agent stand; one with a wrong fence or of another agent is not among them. */
export async function readBeats(
  tx: Tx,
  agentId: string,
  refs: { attemptId: string; fence: string }[],
): Promise<BeatFacts[]> {
  return tx.$queryRaw<BeatFacts[]>`
    SELECT a.id AS "attemptId", a.task_id AS "taskId", a.ended_at AS "endedAt", a.lease_until AS "leaseUntil",
      a.stop_confirmed_at AS "stopConfirmedAt",
      CASE WHEN t.cancel_requested_at IS NOT NULL THEN t.cancel_reason END AS "cancelReason",
      t.cancel_deadline AS "cancelDeadline"
    FROM unnest(${refs.map((ref) => ref.attemptId)}::text[], ${refs.map((ref) => ref.fence)}::text[]) AS ref (id, fence)
    JOIN attempts a ON a.id = ref.id AND a.fence = ref.fence::numeric AND a.agent_id = ${agentId}
    JOIN tasks t ON t.id = a.task_id`;
}
