import { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/platform/db/transact";

export interface FiringRow {
  id: string;
  policy: string;
  policyHash: string;
  mode: string;
  subject: string;
  subjectLabel: string;
  projectId: string | null;
  alertId: string | null;
  facts: Prisma.JsonValue;
  step: number;
  intervention: Prisma.JsonValue | null;
  outcome: string;
  detail: string | null;
  plan: Prisma.JsonValue | null;
  actionId: string | null;
  firedAt: Date;
  rolledBackAt: Date | null;
}

export type NewFiring = Omit<
  FiringRow,
  "firedAt" | "actionId" | "rolledBackAt" | "facts" | "intervention" | "plan"
> & {
  facts: unknown;
  intervention: unknown;
  plan: unknown;
};

const COLUMNS = Prisma.raw(`f.id, f.policy, f.policy_hash AS "policyHash", f.mode, f.subject,
  f.subject_label AS "subjectLabel", f.project_id AS "projectId", f.alert_id AS "alertId", f.facts, f.step,
  f.intervention, f.outcome, f.detail, f.plan, f.action_id AS "actionId", f.fired_at AS "firedAt",
  f.rolled_back_at AS "rolledBackAt"`);

/** With what became of its action, and whether its condition has held ever since. */
export interface FollowedFiringRow extends FiringRow {
  became: Prisma.JsonValue | null;
  holdsSince: Date | null;
}

const FOLLOWED = Prisma.raw(`
  (SELECT jsonb_build_object('status', a.status, 'revertCause', a.revert_cause, 'failure', a.failure, 'lasts',
      EXISTS (SELECT 1 FROM guardian_effects e WHERE e.action_id = a.id AND e.state IN ('live', 'pending')))
    FROM guardian_actions a WHERE a.id = f.action_id) AS became,
  (SELECT m.since FROM guardian_policy_matches m WHERE m.policy = f.policy AND m.subject = f.subject
    AND m.fired_at IS NOT NULL AND m.retry_at IS NULL AND m.since <= f.fired_at) AS "holdsSince"`);

const json = (value: unknown) => (value === null ? null : JSON.stringify(value));

export async function insertFiring(tx: Tx, firing: NewFiring): Promise<void> {
  const { id, policy, policyHash, mode, subject, subjectLabel, projectId, alertId, step, outcome, detail } =
    firing;
  await tx.$executeRaw`
    INSERT INTO guardian_firings (id, policy, policy_hash, mode, subject, subject_label, project_id, alert_id, facts,
      step, intervention, outcome, detail, plan, taken_at)
    VALUES (${id}, ${policy}, ${policyHash}, ${mode}, ${subject}, ${subjectLabel}, ${projectId}, ${alertId},
      ${json(firing.facts)}::jsonb, ${step}, ${json(firing.intervention)}::jsonb, ${outcome}, ${detail},
      ${json(firing.plan)}::jsonb, clock_timestamp())`;
}

/** Notes what came of a firing that was being acted upon. False: that is noted already. */
export async function finishFiring(
  tx: Tx,
  id: string,
  { outcome, detail, actionId }: { outcome: string; detail: string | null; actionId: string | null },
): Promise<boolean> {
  const finished = await tx.$executeRaw`
    UPDATE guardian_firings SET outcome = ${outcome}, detail = ${detail}, action_id = ${actionId}
    WHERE id = ${id} AND outcome = 'acting'`;
  return finished > 0;
}

/** Takes firings in hand whose replica has not said for so long what came of them: it has died. */
export async function takeUnfinished(
  tx: Tx,
  seconds: number,
  staleSeconds: number,
): Promise<(FiringRow & { isStale: boolean })[]> {
  return tx.$queryRaw<(FiringRow & { isStale: boolean })[]>`
    UPDATE guardian_firings f SET taken_at = clock_timestamp()
    WHERE f.outcome = 'acting' AND f.taken_at < clock_timestamp() - ${seconds}::int * interval '1 second'
    RETURNING ${COLUMNS}, f.fired_at < clock_timestamp() - ${staleSeconds}::int * interval '1 second' AS "isStale"`;
}

/** The action that a firing has led to already. */
export async function findActionOf(
  tx: Tx,
  firing: Pick<FiringRow, "id" | "policy">,
): Promise<{ id: string; status: string; failure: string | null } | null> {
  const [row] = await tx.$queryRaw<{ id: string; status: string; failure: string | null }[]>`
    SELECT id, status, failure FROM guardian_actions WHERE policy_name = ${firing.policy} AND firing_id = ${firing.id}`;
  return row ?? null;
}

export interface Counted {
  /** Times that it fired within the hour, and did not meet a refusal. */
  lastHour: number;
  /** Other subjects for which something of it is in force; where it observes: would be. */
  targets: number;
  /** Times that it was taken back for this subject within the hour. */
  toggles: number;
  /** Times that it was refused for this subject within the day. */
  refusals: number;
  /** Something that it did for this subject is in force, or waits for an answer. */
  isInForce: boolean;
}

/** Of a locked policy, so that no other firing comes between. */
export async function countFirings(
  tx: Tx,
  { policy, mode, subject }: { policy: string; mode: string; subject: string },
): Promise<Counted> {
  const [row] = await tx.$queryRaw<[Counted]>`
    SELECT
      (SELECT count(*)::int FROM guardian_firings f WHERE f.policy = ${policy} AND f.mode = ${mode} AND f.step = 0
        AND f.outcome <> 'refused' AND f.fired_at > clock_timestamp() - interval '1 hour') AS "lastHour",
      (SELECT count(DISTINCT f.subject)::int FROM guardian_firings f
        LEFT JOIN guardian_actions a ON a.id = f.action_id
        LEFT JOIN guardian_policy_matches m ON m.policy = f.policy AND m.subject = f.subject
        WHERE f.policy = ${policy} AND f.mode = ${mode} AND f.subject <> ${subject}
          AND f.fired_at > clock_timestamp() - interval '25 hours'
          AND (f.outcome = 'acting' OR a.status IN ('proposed', 'approved', 'executing', 'reverting')
            OR (a.status = 'executed' AND a.expires_at > clock_timestamp())
            OR (f.outcome = 'observed' AND m.fired_at IS NOT NULL))) AS targets,
      (SELECT count(*)::int FROM guardian_firings f WHERE f.policy = ${policy} AND f.subject = ${subject} AND f.step = 0
        AND f.rolled_back_at > clock_timestamp() - interval '1 hour') AS toggles,
      (SELECT count(*)::int FROM guardian_firings f WHERE f.policy = ${policy} AND f.subject = ${subject} AND f.step = 0
        AND f.outcome = 'refused' AND f.fired_at > clock_timestamp() - interval '1 day') AS refusals,
      EXISTS (SELECT 1 FROM guardian_firings f LEFT JOIN guardian_actions a ON a.id = f.action_id
        WHERE f.policy = ${policy} AND f.mode = ${mode} AND f.subject = ${subject}
          AND f.fired_at > clock_timestamp() - interval '25 hours'
          AND (f.outcome = 'acting' OR a.status IN ('proposed', 'approved', 'executing', 'reverting')
            OR (a.status = 'executed' AND a.expires_at > clock_timestamp()))) AS "isInForce"`;
  return row;
}

/** The newest first; one more than asked for, where there is one. */
export async function listFirings(
  tx: Tx,
  { policy, cursor, limit }: { policy: string; cursor?: string | undefined; limit: number },
): Promise<FollowedFiringRow[]> {
  const before = cursor ? Prisma.sql`AND f.id < ${cursor}` : Prisma.empty;
  return tx.$queryRaw<FollowedFiringRow[]>`
    SELECT ${COLUMNS}, ${FOLLOWED} FROM guardian_firings f WHERE f.policy = ${policy} ${before}
    ORDER BY f.id DESC LIMIT ${limit + 1}`;
}

/** The firings that led to these actions. */
export async function listFiringsOf(tx: Tx, actionIds: string[]): Promise<FiringRow[]> {
  return tx.$queryRaw<FiringRow[]>`
    SELECT ${COLUMNS} FROM guardian_firings f WHERE f.action_id = ANY(${actionIds}::text[])`;
}

export async function markRolledBack(tx: Tx, id: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE guardian_firings SET rolled_back_at = clock_timestamp() WHERE id = ${id} AND rolled_back_at IS NULL`;
}
