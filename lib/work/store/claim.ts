import type { Tx } from "@/lib/platform/db/transact";
import type { Attempt, Task } from "../schema";
import { toAttempt, WITH_AGENT_NAME } from "./attempts";
import { getTasks } from "./tasks";

interface Claimed {
  task: Task;
  attempt: Attempt;
}

/**
 * Claims up to `attemptIds.length` tasks for an agent whose row the caller has locked (so its capacity is
 * counted once). Order: CRITICAL first, then by age with a head start per priority, so that old low work rises.
 */
export async function claimTasks(
  tx: Tx,
  agentId: string,
  attemptIds: string[],
  leaseSeconds: number,
): Promise<Claimed[]> {
  const claimed = await tx.$queryRaw<{ id: string }[]>`
    WITH me AS (
      SELECT g.id, g.project_id, g.capabilities,
        greatest(0, g.capacity - (SELECT count(*) FROM attempts a WHERE a.agent_id = g.id AND a.ended_at IS NULL)) AS free
      FROM agents g WHERE g.id = ${agentId} AND g.state = 'active'
    ), picked AS (
      SELECT t.id FROM tasks t JOIN tickets k ON k.id = t.ticket_id CROSS JOIN me
      WHERE t.state = 'pending' AND t.available_at <= now() AND k.status = 'open'
        AND (me.project_id IS NULL OR t.project_id = me.project_id)
        AND t.required_capabilities <@ me.capabilities
      ORDER BY (t.priority = 'CRITICAL') DESC,
        t.enqueued_at - CASE t.priority WHEN 'HIGH' THEN interval '4 hours' WHEN 'MEDIUM' THEN interval '1 hour'
                        ELSE interval '0' END, t.id
      LIMIT (SELECT least(free, ${attemptIds.length}) FROM me)
      FOR UPDATE OF t SKIP LOCKED
    ), taken AS (
      UPDATE tasks SET state = 'claimed', fence = fence + 1, attempt_count = attempt_count + 1,
        version = version + 1, updated_at = now()
      FROM picked WHERE tasks.id = picked.id
      RETURNING tasks.id, tasks.project_id, tasks.fence, tasks.attempt_count
    ), numbered AS (SELECT taken.*, row_number() OVER () AS n FROM taken)
    INSERT INTO attempts (id, project_id, task_id, agent_id, number, fence, claimed_at, lease_until)
    SELECT fresh.id, numbered.project_id, numbered.id, ${agentId}, numbered.attempt_count, numbered.fence,
      now(), now() + make_interval(secs => ${leaseSeconds}::double precision)
    FROM numbered JOIN unnest(${attemptIds}::text[]) WITH ORDINALITY AS fresh (id, n) ON fresh.n = numbered.n
    RETURNING id`;
  if (claimed.length === 0) return [];
  const attempts = await tx.attempt.findMany({
    where: { id: { in: claimed.map((row) => row.id) } },
    include: WITH_AGENT_NAME,
    orderBy: { id: "asc" },
  });
  const tasks = await getTasks(
    tx,
    attempts.map((attempt) => attempt.taskId),
  );
  return attempts.flatMap((attempt) => {
    const task = tasks.find((candidate) => candidate.id === attempt.taskId);
    return task ? [{ task, attempt: toAttempt(attempt) }] : [];
  });
}
