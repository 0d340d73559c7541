import { Prisma } from "@/lib/generated/prisma/client";
import type { Actor } from "@/lib/platform/auth/actor";
import type { Tx } from "@/lib/platform/db/transact";
import { all, literally } from "@/lib/platform/db/where";
import type { ActionStatus, ActionsQuery, RevertCause } from "../schema";

export interface ActionRow {
  id: string;
  projectId: string | null;
  actionType: string;
  targetEntity: string;
  targetLabel: string;
  authorityLevel: number;
  reason: string;
  initiatedBy: string;
  initiatedByName: string;
  initiatedKind: "person" | "key" | "policy";
  approvedBy: string | null;
  approvedByName: string | null;
  status: ActionStatus;
  plan: string;
  planHash: string;
  ttlSeconds: number | null;
  policyName: string | null;
  policyHash: string | null;
  firingId: string | null;
  alertId: string | null;
  approvalReasons: string[];
  approvalExpiresAt: Date | null;
  decidedAt: Date | null;
  decisionNote: string | null;
  isSelfApproved: boolean;
  isBreakGlass: boolean;
  reviewedBy: string | null;
  reviewedByName: string | null;
  reviewedAt: Date | null;
  reviewVerdict: "justified" | "not_justified" | null;
  reviewNote: string | null;
  rollbackWhen: string | null;
  rollbackKeepSeconds: number | null;
  rollbackHoldsSince: Date | null;
  executedAt: Date | null;
  expiresAt: Date | null;
  revertedAt: Date | null;
  revertCause: RevertCause | null;
  releaseDueAt: Date | null;
  failure: string | null;
  auditLog: unknown;
  createdAt: Date;
  version: number;
  /** Nobody decided in time, whether or not the clock has noted it. */
  isApprovalOver: boolean;
  /** Who issued the key that asked; null: no key did. */
  issuedBy: string | null;
  /** Effects that can still be taken back, or for which a new task can be offered. */
  openEffects: number;
  /** Those of them that last. */
  liveEffects: number;
}

const COLUMNS = Prisma.raw(`x.id, x.project_id AS "projectId", x.action_type AS "actionType",
  x.target_entity AS "targetEntity", x.target_label AS "targetLabel", x.authority_level AS "authorityLevel", x.reason,
  x.initiated_by AS "initiatedBy", x.initiated_by_name AS "initiatedByName", x.initiated_kind AS "initiatedKind",
  x.approved_by AS "approvedBy", x.approved_by_name AS "approvedByName", x.status, x.plan, x.plan_hash AS "planHash",
  x.ttl_seconds AS "ttlSeconds", x.policy_name AS "policyName", x.policy_hash AS "policyHash",
  x.firing_id AS "firingId", x.alert_id AS "alertId", x.approval_reasons AS "approvalReasons",
  x.approval_expires_at AS "approvalExpiresAt", x.decided_at AS "decidedAt", x.decision_note AS "decisionNote",
  x.is_self_approved AS "isSelfApproved", x.is_break_glass AS "isBreakGlass", x.reviewed_by AS "reviewedBy",
  x.reviewed_by_name AS "reviewedByName", x.reviewed_at AS "reviewedAt", x.review_verdict AS "reviewVerdict",
  x.review_note AS "reviewNote", x.rollback_when AS "rollbackWhen", x.rollback_keep_seconds AS "rollbackKeepSeconds",
  x.rollback_holds_since AS "rollbackHoldsSince", x.executed_at AS "executedAt", x.expires_at AS "expiresAt",
  x.reverted_at AS "revertedAt", x.revert_cause AS "revertCause", x.release_due_at AS "releaseDueAt", x.failure,
  x.audit_log AS "auditLog", x.created_at AS "createdAt", x.version,
  coalesce(x.approval_expires_at <= now(), false) AS "isApprovalOver",
  (SELECT k.created_by FROM access_keys k WHERE k.id = x.initiated_by) AS "issuedBy",
  (SELECT count(*)::int FROM guardian_effects e WHERE e.action_id = x.id AND e.state IN ('done', 'live', 'pending'))
    AS "openEffects",
  (SELECT count(*)::int FROM guardian_effects e WHERE e.action_id = x.id AND e.state = 'live') AS "liveEffects"`);

interface NewAction
  extends Pick<
    ActionRow,
    | "id"
    | "projectId"
    | "actionType"
    | "targetEntity"
    | "targetLabel"
    | "authorityLevel"
    | "reason"
    | "initiatedBy"
    | "initiatedByName"
    | "initiatedKind"
    | "plan"
    | "planHash"
    | "ttlSeconds"
    | "firingId"
    | "alertId"
    | "approvalReasons"
    | "isBreakGlass"
  > {
  policy: { name: string; hash: string } | null;
  approvalSeconds: number;
  rollback: { when: string; keepForSeconds: number } | null;
}

/** Proposes an action. False when its policy's firing has one of the same kind and target already. */
export async function insertAction(tx: Tx, action: NewAction): Promise<boolean> {
  const { policy, rollback } = action;
  const inserted = await tx.$executeRaw`
    INSERT INTO guardian_actions (id, project_id, action_type, target_entity, target_label, authority_level, reason,
      initiated_by, initiated_by_name, initiated_kind, plan, plan_hash, ttl_seconds, policy_name, policy_hash, firing_id,
      alert_id, approval_reasons, approval_expires_at, rollback_when, rollback_keep_seconds, is_break_glass, created_at, audit_log)
    VALUES (${action.id}, ${action.projectId}, ${action.actionType}, ${action.targetEntity}, ${action.targetLabel},
      ${action.authorityLevel}, ${action.reason}, ${action.initiatedBy}, ${action.initiatedByName},
      ${action.initiatedKind}, ${action.plan}, ${action.planHash}, ${action.ttlSeconds}, ${policy?.name ?? null},
      ${policy?.hash ?? null}, ${action.firingId}, ${action.alertId}, ${action.approvalReasons}::text[],
      now() + make_interval(secs => ${action.approvalSeconds}::double precision), ${rollback?.when ?? null},
      ${rollback?.keepForSeconds ?? null}, ${action.isBreakGlass}, now(),
      jsonb_build_array(${logEntry("proposed", { by: action.initiatedBy, byName: action.initiatedByName, note: action.reason })}))
    ON CONFLICT (firing_id, action_type, target_entity) WHERE firing_id IS NOT NULL DO NOTHING`;
  return inserted === 1;
}

export interface Step {
  by: string;
  byName: string;
  note: string | null;
}

function logEntry(status: ActionStatus, { by, byName, note }: Step): Prisma.Sql {
  return Prisma.sql`jsonb_build_object('at', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'status', ${status}::text, 'by', ${by}::text, 'byName', ${byName}::text, 'note', ${note}::text)`;
}

/** Moves an action between states, with what changes with it; false when it was in none of `from`. */
export async function moveAction(
  tx: Tx,
  id: string,
  from: ActionStatus[],
  to: ActionStatus,
  step: Step,
  changes: Prisma.Sql[] = [],
): Promise<boolean> {
  const sets = [
    Prisma.sql`status = ${to}, updated_at = now(), version = version + 1, audit_log = audit_log || ${logEntry(to, step)}`,
    ...changes,
  ];
  const moved = await tx.$executeRaw`
    UPDATE guardian_actions SET ${Prisma.join(sets)} WHERE id = ${id} AND status = ANY(${from}::text[])`;
  return moved === 1;
}

type By = Pick<Actor, "id" | "name">;

export const CHANGE = {
  decided: (by: By, note: string | null, isSelfApproved: boolean) => Prisma.sql`
    approved_by = ${by.id}, approved_by_name = ${by.name}, decided_at = now(), decision_note = ${note},
    is_self_approved = ${isSelfApproved}`,
  rejected: (note: string) => Prisma.sql`decided_at = now(), decision_note = ${note}`,
  executed: (authority: number) => Prisma.sql`executed_at = now(), authority_level = ${authority},
    expires_at = now() + make_interval(secs => ttl_seconds::double precision)`,
  reverted: (cause: RevertCause) => Prisma.sql`
    reverted_at = now(), revert_cause = coalesce(revert_cause, ${cause}), release_due_at = NULL`,
  reverting: (cause: RevertCause) => Prisma.sql`revert_cause = ${cause}`,
  releaseIn: (seconds: number) =>
    Prisma.sql`release_due_at = now() + make_interval(secs => ${seconds}::double precision)`,
  failed: (why: string) => Prisma.sql`failure = ${why}`,
  extended: (seconds: number) =>
    Prisma.sql`expires_at = now() + make_interval(secs => ${seconds}::double precision)`,
  reviewed: (by: By, verdict: string, note: string) => Prisma.sql`
    reviewed_by = ${by.id}, reviewed_by_name = ${by.name}, reviewed_at = now(), review_verdict = ${verdict},
    review_note = ${note}`,
} as const;

export async function findAction(tx: Tx, id: string): Promise<ActionRow | null> {
  const [row] = await tx.$queryRaw<ActionRow[]>`SELECT ${COLUMNS} FROM guardian_actions x WHERE x.id = ${id}`;
  return row ?? null;
}

/** The action, locked: what is decided about it is decided one after the other. */
export async function lockAction(tx: Tx, id: string): Promise<ActionRow | null> {
  await tx.$queryRaw`SELECT id FROM guardian_actions WHERE id = ${id} FOR NO KEY UPDATE`;
  return findAction(tx, id);
}

export async function findByFiring(
  tx: Tx,
  of: { firingId: string; actionType: string; targetEntity: string },
): Promise<ActionRow | null> {
  const [row] = await tx.$queryRaw<ActionRow[]>`
    SELECT ${COLUMNS} FROM guardian_actions x WHERE x.firing_id = ${of.firingId}
      AND x.action_type = ${of.actionType} AND x.target_entity = ${of.targetEntity}`;
  return row ?? null;
}

/** What somebody has asked for and nobody has decided in time, locked; their next such asking waits. */
export async function lockWaiting(
  tx: Tx,
  { by, actionType, targetEntity }: { by: string; actionType: string; targetEntity: string },
): Promise<ActionRow[]> {
  await tx.$queryRaw`SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtext(${`guardian asked ${by}`}))) AS waited`;
  const waiting = Prisma.sql`x.status = 'proposed' AND x.approval_expires_at > now() AND x.initiated_by = ${by}
    AND x.action_type = ${actionType} AND x.target_entity = ${targetEntity}`;
  await tx.$queryRaw`SELECT x.id FROM guardian_actions x WHERE ${waiting} ORDER BY x.id FOR NO KEY UPDATE`;
  return tx.$queryRaw<ActionRow[]>`SELECT ${COLUMNS} FROM guardian_actions x WHERE ${waiting} ORDER BY x.id`;
}

/** The newest first; one row more than asked for, where there is one. */
export async function listActions(
  tx: Tx,
  query: ActionsQuery & { isOwnOnly: boolean },
): Promise<ActionRow[]> {
  const { project, type, status, target, actor, alert, policy, inForce, unreviewed, cursor, limit } = query;
  const own = Prisma.sql`x.project_id = ${project ?? null}`;
  const where = all([
    ...(project ? [query.isOwnOnly ? own : Prisma.sql`(x.project_id IS NULL OR ${own})`] : []),
    ...(type ? [Prisma.sql`x.action_type = ANY(${type}::text[])`] : []),
    ...(status ? [Prisma.sql`x.status = ANY(${status}::text[])`] : []),
    ...(target ? [isAbout(target)] : []),
    ...(actor ? [isBy(actor)] : []),
    ...(alert ? [Prisma.sql`x.alert_id = ${alert}`] : []),
    ...(policy ? [Prisma.sql`x.policy_name = ${policy}`] : []),
    ...(inForce === undefined ? [] : [Prisma.sql`(${IN_FORCE}) = ${inForce}`]),
    ...(unreviewed === undefined ? [] : [isUnreviewed(unreviewed)]),
    ...(cursor ? [Prisma.sql`x.id < ${cursor}`] : []),
  ]);
  return tx.$queryRaw<ActionRow[]>`
    SELECT ${COLUMNS} FROM guardian_actions x WHERE ${where} ORDER BY x.id DESC LIMIT ${limit + 1}`;
}

const IN_FORCE = Prisma.sql`x.status IN ('executing', 'executed', 'reverting', 'failed')
  AND x.id IN (SELECT e.action_id FROM guardian_effects e WHERE e.state IN ('live', 'pending'))`;

const isAbout = (target: string) => Prisma.sql`(x.target_entity = ${target}
  OR EXISTS (SELECT 1 FROM guardian_effects e WHERE e.action_id = x.id AND ${target} IN (e.entity, e.ref_id)))`;

function isBy(actor: string): Prisma.Sql {
  const words = `%${literally(actor)}%`;
  return Prisma.sql`(${actor} IN (x.initiated_by, x.approved_by) OR x.initiated_by_name ILIKE ${words}
    OR x.approved_by_name ILIKE ${words})`;
}

function isUnreviewed(wanted: boolean): Prisma.Sql {
  const waits = Prisma.sql`(x.is_break_glass AND x.reviewed_at IS NULL)`;
  return wanted ? waits : Prisma.sql`NOT ${waits}`;
}
