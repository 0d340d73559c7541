import { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/platform/db/transact";
import { type TaskState, type TicketStatus, UNDOABLE_MAX } from "../schema";
import { LIVE_HOLDS } from "./holds";
import { LIVE_RESERVATIONS } from "./reservations";

/** As far as tasks before another are counted. */
export const BEFORE_MAX = 1000;
const SHOWN_MAX = 20;
const AGENTS_MAX = 200;

/** Conditions on an agent `g`, the first also on the task `t`. */
const IS_ABLE = Prisma.sql`g.state = 'active' AND t.required_capabilities <@ g.capabilities
  AND coalesce(g.project_id = t.project_id, true)`;
const IS_SHORT = Prisma.sql`EXISTS (SELECT 1 FROM budgets b WHERE b.deleted_at IS NULL AND b.on_exceed = 'pause'
  AND b.scope_kind = 'agent' AND b.scope_target = g.id AND NOT budget_carries(b, t.project_id, t.phase))`;
const HAS_SLOT = Prisma.sql`(g.capacity > g.load
  AND NOT EXISTS (SELECT 1 FROM ${LIVE_HOLDS} AND h.scope_kind = 'agent' AND h.scope_target = g.id)
  AND NOT ${IS_SHORT})`;
const IS_RESERVED = Prisma.sql`EXISTS (SELECT 1 FROM ${LIVE_RESERVATIONS} AND r.agent_id = g.id)`;

/**
 * What no active agent can do of the claimable tasks that come first: projects and capabilities, each with how many
 * tasks ask for them. The agents are asked once for each.
 */
export const undoableKinds = (projectId: string | undefined) => Prisma.sql`
  SELECT t.project_id, t.required_capabilities, count(*) AS count FROM (
    SELECT project_id, ticket_id, required_capabilities FROM tasks
    WHERE state = 'pending' AND open_dependencies = 0 AND NOT is_parked
      AND ${projectId ? Prisma.sql`project_id = ${projectId}` : Prisma.sql`true`}
    ORDER BY queue_band, queue_at, id LIMIT ${UNDOABLE_MAX}
  ) AS t JOIN tickets k ON k.id = t.ticket_id AND k.status = 'open'
  GROUP BY t.project_id, t.required_capabilities HAVING NOT EXISTS (SELECT 1 FROM agents g WHERE ${IS_ABLE})`;

export interface WaitingFacts {
  ticketStatus: TicketStatus;
  isBackingOff: boolean;
  openDependencies: { id: string; title: string; state: TaskState }[];
  holds: { id: string; label: string; reason: string }[];
  /** Budgets that pause, and have too little left for what like tasks cost (null: unknown, and nothing is left). */
  budgets: {
    id: string;
    projectId: string | null;
    label: string;
    limit: string;
    left: string;
    reserved: string;
    norm: string | null;
    endsAt: Date | null;
    zone: string;
  }[];
  /** Active agents with the capabilities; those of them with a free slot, no reservation, and no hold on them. */
  agentsAble: number;
  agentsFree: number;
  /** Those whose own budget cannot carry the task. */
  agentsShort: number;
  /** Those with a free slot and no hold on them whose slots are reserved, some or all. */
  agentsReserved: { id: string; capacity: number; load: number }[];
  tasksBefore: number;
}

/** What keeps a pending task from being claimed, as the claim sees it. */
export async function readWaiting(tx: Tx, { id }: { id: string }): Promise<WaitingFacts> {
  const [facts] = await tx.$queryRaw<
    [
      Pick<
        WaitingFacts,
        "ticketStatus" | "isBackingOff" | "agentsAble" | "agentsFree" | "agentsShort" | "tasksBefore"
      >,
    ]
  >`
    SELECT k.status AS "ticketStatus", t.available_at > now() AS "isBackingOff",
      fleet.able AS "agentsAble", fleet.free AS "agentsFree", fleet.short AS "agentsShort",
      (SELECT count(*)::int FROM (
        SELECT 1 FROM tasks o WHERE o.state = 'pending' AND o.open_dependencies = 0 AND NOT o.is_parked
          AND (o.queue_band, o.queue_at, o.id) < (t.queue_band, t.queue_at, t.id) LIMIT ${BEFORE_MAX}) AS before
      ) AS "tasksBefore"
    FROM tasks t JOIN tickets k ON k.id = t.ticket_id
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS able, count(*) FILTER (WHERE ${HAS_SLOT} AND NOT ${IS_RESERVED})::int AS free,
        count(*) FILTER (WHERE ${IS_SHORT})::int AS short
      FROM agents g WHERE ${IS_ABLE}
    ) AS fleet
    WHERE t.id = ${id}`;
  const agentsReserved = await tx.$queryRaw<WaitingFacts["agentsReserved"]>`
    SELECT g.id, g.capacity, g.load FROM agents g, tasks t
    WHERE t.id = ${id} AND ${IS_ABLE} AND ${HAS_SLOT} AND ${IS_RESERVED} ORDER BY g.id LIMIT ${AGENTS_MAX}`;
  const openDependencies = await tx.$queryRaw<WaitingFacts["openDependencies"]>`
    SELECT o.id, o.title, o.state FROM task_dependencies d JOIN tasks o ON o.id = d.depends_on_id
    WHERE d.task_id = ${id} AND o.finished_at IS NULL ORDER BY o.id LIMIT ${SHOWN_MAX}`;
  const holds = await tx.$queryRaw<WaitingFacts["holds"]>`
    SELECT h.id, h.scope_label AS label, h.reason FROM tasks t, ${LIVE_HOLDS}
      AND hold_covers(h, t, NULL) AND t.id = ${id} ORDER BY h.id LIMIT ${SHOWN_MAX}`;
  const budgets = await tx.$queryRaw<WaitingFacts["budgets"]>`
    SELECT b.id, b.project_id AS "projectId", b.scope_label AS label, trim_scale(b.limit_usd)::text AS "limit",
      trim_scale(greatest(budget_left(b), 0))::text AS left, trim_scale(b.reserved_usd)::text AS reserved,
      trim_scale(cost_norm(t.project_id, t.phase))::text AS norm, now_in.ends_at AS "endsAt", b.zone
    FROM tasks t, budgets b CROSS JOIN LATERAL budget_period(b.period, b.zone, clock_timestamp()) AS now_in
    WHERE t.id = ${id} AND b.deleted_at IS NULL AND b.on_exceed = 'pause'
      AND budget_covers(b, t.project_id, t.ticket_id, NULL, t.phase) AND NOT budget_carries(b, t.project_id, t.phase)
      AND NOT EXISTS (SELECT 1 FROM holds h WHERE h.owner = b.id AND h.ended_at IS NULL)
    ORDER BY budget_left(b), b.id LIMIT ${SHOWN_MAX}`;
  return { ...facts, agentsReserved, openDependencies, holds, budgets };
}
