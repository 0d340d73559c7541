// What the clock finds due. Rows that another replica is working on are skipped; attempts come in the order of their
// agents, whose slots are freed one after the other: in any other order two replicas could wait in a circle.
import { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/platform/db/transact";
import { hostIsDue } from "./hosts";
import { IS_OF_ENDED } from "./overrides";
import { quarantineIsOver } from "./quarantine";
import { IS_OF_CLOSED } from "./reservations";

const BATCH = 100;

// Said once for the look at the clock and for what follows from it; `a` is an attempt, `t` its task.
const LEASE_OVER = Prisma.raw("a.ended_at IS NULL AND a.lease_until < now()");
const STOP_OVERDUE = Prisma.raw(
  "t.cancel_requested_at IS NOT NULL AND t.finished_at IS NULL AND t.cancel_deadline < now()",
);
const PAST_DEADLINE = Prisma.raw(
  "t.deadline < now() AND t.finished_at IS NULL AND t.cancel_requested_at IS NULL",
);
const overTimeout = (slackSeconds: number) => Prisma.sql`a.ended_at IS NULL AND t.cancel_requested_at IS NULL
  AND coalesce(a.started_at, a.claimed_at) + make_interval(secs => t.timeout_seconds + ${slackSeconds}::int) < now()`;

export interface DueAttempt {
  taskId: string;
  attemptId: string;
}

/** Live attempts whose lease has run out, with their tasks locked. */
export async function lockExpired(tx: Tx): Promise<DueAttempt[]> {
  return tx.$queryRaw`
    SELECT t.id AS "taskId", a.id AS "attemptId" FROM attempts a JOIN tasks t ON t.id = a.task_id
    WHERE ${LEASE_OVER}
    ORDER BY a.agent_id, t.id LIMIT ${BATCH} FOR UPDATE OF t SKIP LOCKED`;
}

/** Live attempts of tasks that did not stop by the time given, with their tasks locked. */
export async function lockOverdueStops(tx: Tx): Promise<DueAttempt[]> {
  return tx.$queryRaw`
    SELECT t.id AS "taskId", a.id AS "attemptId" FROM tasks t JOIN attempts a ON a.task_id = t.id AND a.ended_at IS NULL
    WHERE ${STOP_OVERDUE}
    ORDER BY a.agent_id, t.id LIMIT ${BATCH} FOR UPDATE OF t SKIP LOCKED`;
}

export interface DueTask {
  taskId: string;
  projectId: string;
  title: string;
  state: string;
}

/** Unfinished tasks whose deadline has passed and that nobody asked to stop for it yet, locked. */
export async function lockPastDeadline(tx: Tx): Promise<DueTask[]> {
  return tx.$queryRaw`
    SELECT t.id AS "taskId", t.project_id AS "projectId", t.title, t.state FROM tasks t WHERE ${PAST_DEADLINE}
    ORDER BY t.id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`;
}

/**
 * Running tasks that are over their timeout by more than `slackSeconds`, locked. The runner ends them itself; this
 * finds those of a runner that does not.
 */
export async function lockOverTimeout(tx: Tx, slackSeconds: number): Promise<DueTask[]> {
  return tx.$queryRaw`
    SELECT t.id AS "taskId", t.project_id AS "projectId", t.title, t.state FROM attempts a JOIN tasks t ON t.id = a.task_id
    WHERE ${overTimeout(slackSeconds)}
    ORDER BY t.id LIMIT ${BATCH} FOR UPDATE OF t SKIP LOCKED`;
}

/** Which of the clock's duties there is anything to do for, in one look: most often none. */
export interface Due {
  silentAgents: boolean;
  quarantines: boolean;
  leases: boolean;
  stops: boolean;
  timeouts: boolean;
  deadlines: boolean;
  holds: boolean;
  overrides: boolean;
  reservations: boolean;
  hosts: boolean;
  unsettled: boolean;
  /** Overlays of what is over: nobody has a use for them. */
  overridesOfEnded: boolean;
  reservationsOfClosed: boolean;
}

export async function findDue(
  tx: Tx,
  limits: { lostAfterSeconds: number; slackSeconds: number },
): Promise<Due> {
  const [due] = await tx.$queryRaw<[Due]>`/* find_due */
    SELECT
      EXISTS (SELECT 1 FROM agents WHERE (state = 'draining' AND load = 0)
        OR ((state IN ('active', 'draining') OR (state = 'quarantined' AND load > 0))
        AND last_heartbeat_at < now() - make_interval(secs => ${limits.lostAfterSeconds}::double precision))) AS "silentAgents",
      EXISTS (SELECT 1 FROM agents WHERE ${quarantineIsOver(limits.lostAfterSeconds)}) AS quarantines,
      EXISTS (SELECT 1 FROM attempts a WHERE ${LEASE_OVER}) AS leases,
      EXISTS (SELECT 1 FROM tasks t WHERE ${STOP_OVERDUE}) AS stops,
      EXISTS (SELECT 1 FROM attempts a JOIN tasks t ON t.id = a.task_id
        WHERE ${overTimeout(limits.slackSeconds)}) AS timeouts,
      EXISTS (SELECT 1 FROM tasks t WHERE ${PAST_DEADLINE}) AS deadlines,
      EXISTS (SELECT 1 FROM holds WHERE ended_at IS NULL AND expires_at <= now()) AS holds,
      EXISTS (SELECT 1 FROM priority_overrides WHERE ended_at IS NULL AND expires_at <= now()) AS overrides,
      EXISTS (SELECT 1 FROM capacity_reservations WHERE ended_at IS NULL AND expires_at <= now()) AS reservations,
      EXISTS (SELECT 1 FROM host_requests WHERE status IN ('requested', 'accepted') AND expires_at <= now())
        OR EXISTS (SELECT 1 FROM runner_hosts WHERE ${hostIsDue(limits.lostAfterSeconds)}) AS hosts,
      EXISTS (SELECT 1 FROM holds WHERE NOT is_settled) AS unsettled,
      EXISTS (SELECT 1 FROM priority_overrides o, tasks t WHERE ${IS_OF_ENDED}) AS "overridesOfEnded",
      EXISTS (SELECT 1 FROM capacity_reservations r, tickets k WHERE ${IS_OF_CLOSED}) AS "reservationsOfClosed"`;
  return due;
}
