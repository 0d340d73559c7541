import { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "../../db/transact";

/** Of one actor and act within one minute, this many refusals have an entry each; the others share one. */
const SINGLY_MAX = 10;
/** Of one actor and operation within one hour: whoever polls without the right to does so all night. */
const OPERATION_SINGLY_MAX = 3;
/** Whom the others were about is told of the first ones. */
const NAMED_MAX = 50;
const BATCH = 200;

export interface NewRefusal {
  actor: { id: string; name: string };
  act: string;
  projectId: string | null;
  entity: string;
  code: string;
  /** Where one act stands for many: what was asked for, counted apart and by the hour. */
  operation?: string | undefined;
}

/**
 * Counts a refusal; true while there are so few that each has its own entry. `act` says what is counted as one, an
 * operation after a space; `minute` is the one in which its count ends, for an operation the last of the hour.
 */
export async function countRefusal(
  tx: Tx,
  { actor, act, projectId, entity, code, operation }: NewRefusal,
): Promise<boolean> {
  const counted = operation === undefined ? act : `${act} ${operation}`;
  const ends =
    operation === undefined
      ? Prisma.sql`date_trunc('minute', clock_timestamp(), 'UTC')`
      : Prisma.sql`date_trunc('hour', clock_timestamp(), 'UTC') + interval '59 minutes'`;
  const singly = operation === undefined ? SINGLY_MAX : OPERATION_SINGLY_MAX;
  const [row] = await tx.$queryRaw<[{ isSingle: boolean }]>`
    INSERT INTO audit_refusals AS r (actor, act, minute, actor_name, project_id)
    VALUES (${actor.id}, ${counted}, ${ends}, ${actor.name}, ${projectId})
    ON CONFLICT (actor, act, minute) DO UPDATE SET count = r.count + 1, until = clock_timestamp(),
      since = CASE WHEN r.count <= ${singly} THEN clock_timestamp() ELSE r.since END,
      codes = CASE WHEN r.count < ${singly} THEN r.codes
        ELSE r.codes || jsonb_build_object(${code}::text, coalesce((r.codes ->> ${code}::text)::int, 0) + 1) END,
      entities = CASE WHEN r.count < ${singly} OR cardinality(r.entities) >= ${NAMED_MAX}
        OR ${entity}::text = ANY(r.entities) THEN r.entities ELSE r.entities || ${entity}::text END
    RETURNING count <= ${singly} AS "isSingle"`;
  return row.isSingle;
}

export interface RefusalsRow {
  actor: string;
  actorName: string;
  act: string;
  operation: string | null;
  projectId: string | null;
  /** How many have no entry of their own; none, mostly. */
  others: number;
  codes: Record<string, number>;
  entities: string[];
  since: Date;
  until: Date;
}

/** Takes the counts that are over, some at a time. Who still counts in one of them has half a minute to commit. */
export async function takeRefusals(tx: Tx): Promise<RefusalsRow[]> {
  return tx.$queryRaw<RefusalsRow[]>`
    DELETE FROM audit_refusals WHERE (actor, act, minute) IN (
      SELECT actor, act, minute FROM audit_refusals WHERE minute < clock_timestamp() - interval '90 seconds'
      ORDER BY minute, actor, act LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
    RETURNING actor, actor_name AS "actorName", split_part(act, ' ', 1) AS act,
      substring(act from ' (.*)$') AS operation, project_id AS "projectId",
      greatest(count - CASE WHEN position(' ' in act) > 0 THEN ${OPERATION_SINGLY_MAX}::int ELSE ${SINGLY_MAX}::int END, 0)::int
        AS others, codes, entities, since, until`;
}
