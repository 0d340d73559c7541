// What somebody of authority has laid on a task or an agent, for those of less who would act by themselves.
import { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/platform/db/transact";
import { LIVE_HOLDS } from "./holds";
import { LIVE_OVERRIDES } from "./overrides";
import { LIVE_RESERVATIONS } from "./reservations";

/** An overlay in words, with who laid it and why: `a hold by Ada: I look into it`. */
const wordsOf = (what: string, alias: string) =>
  Prisma.raw(`'a ${what} by ' || ${alias}.owner_name || ': ' || ${alias}.reason AS reason`);

/** A live overlay of higher authority on the task or on who has it, in words; null when there is none. */
export async function findGovernorOfTask(tx: Tx, taskId: string, authority: number): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ reason: string }[]>`
    SELECT h.reason FROM tasks t CROSS JOIN LATERAL (
      SELECT ${wordsOf("hold", "h")} FROM ${LIVE_HOLDS} AND h.authority > ${authority}::int AND hold_covers(h, t, t.agent_id)
      UNION ALL SELECT ${wordsOf("priority override", "o")} FROM ${LIVE_OVERRIDES} AND o.authority > ${authority}::int AND o.scope_kind = 'task'
        AND o.scope_target = t.id
    ) AS h WHERE t.id = ${taskId} LIMIT 1`;
  return row?.reason ?? null;
}

/** The same of an agent: a hold on it, slots that are reserved or, unless it is one's own doing, that it is put aside. */
export async function findGovernorOfAgent(
  tx: Tx,
  agentId: string,
  { authority, isOurs }: { authority: number; isOurs: boolean },
): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ reason: string }[]>`
    SELECT ${wordsOf("hold", "h")} FROM ${LIVE_HOLDS} AND h.authority > ${authority}::int AND h.scope_kind = 'agent' AND h.scope_target = ${agentId}
    UNION ALL SELECT ${wordsOf("reservation of slots", "r")} FROM ${LIVE_RESERVATIONS} AND r.authority > ${authority}::int AND r.agent_id = ${agentId}
    UNION ALL SELECT 'The agent is ' || state || '.' FROM agents
      WHERE id = ${agentId} AND state IN ('quarantined', 'draining') AND NOT ${isOurs}::boolean
    LIMIT 1`;
  return row?.reason ?? null;
}

export interface TaskHolder {
  attemptId: string;
  agentId: string;
  agentName: string;
  projectId: string;
  hasAttemptsLeft: boolean;
  isStopping: boolean;
  /** Whether another agent that was heard of lately could do it, and is not kept from claiming. */
  hasOther: boolean;
}

/** Who has a task now; null when nobody has. */
export async function findHolder(
  tx: Tx,
  taskId: string,
  heardWithinSeconds: number,
): Promise<TaskHolder | null> {
  const [row] = await tx.$queryRaw<TaskHolder[]>`
    SELECT a.id AS "attemptId", a.agent_id AS "agentId", g.name AS "agentName", t.project_id AS "projectId",
      t.attempt_count < t.max_attempts AS "hasAttemptsLeft", t.cancel_requested_at IS NOT NULL AS "isStopping",
      EXISTS (SELECT 1 FROM agents o WHERE o.id <> a.agent_id AND o.state = 'active'
        AND o.last_heartbeat_at > now() - make_interval(secs => ${heardWithinSeconds}::double precision)
        AND t.required_capabilities <@ o.capabilities AND coalesce(o.project_id = t.project_id, true)
        AND NOT EXISTS (SELECT 1 FROM ${LIVE_HOLDS} AND h.scope_kind = 'agent' AND h.scope_target = o.id)) AS "hasOther"
    FROM attempts a JOIN tasks t ON t.id = a.task_id JOIN agents g ON g.id = a.agent_id
    WHERE a.task_id = ${taskId} AND a.ended_at IS NULL`;
  return row ?? null;
}
