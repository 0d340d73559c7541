import type { Tx } from "../../db/transact";

/** Of one actor and act within one minute, this many refusals have an entry each; the others share one. */
const SINGLY_MAX = 10;
/** Whom the others were about is told of the first ones. */
const NAMED_MAX = 50;
const BATCH = 200;

export interface NewRefusal {
  actor: { id: string; name: string };
  act: string;
  projectId: string | null;
  entity: string;
  code: string;
}

/** Counts a refusal; true while there are so few that each has its own entry. */
export async function countRefusal(
  tx: Tx,
  { actor, act, projectId, entity, code }: NewRefusal,
): Promise<boolean> {
  const [row] = await tx.$queryRaw<[{ isSingle: boolean }]>`
    INSERT INTO audit_refusals AS r (actor, act, minute, actor_name, project_id)
    VALUES (${actor.id}, ${act}, date_trunc('minute', clock_timestamp(), 'UTC'), ${actor.name}, ${projectId})
    ON CONFLICT (actor, act, minute) DO UPDATE SET count = r.count + 1, until = clock_timestamp(),
      since = CASE WHEN r.count <= ${SINGLY_MAX} THEN clock_timestamp() ELSE r.since END,
      codes = CASE WHEN r.count < ${SINGLY_MAX} THEN r.codes
        ELSE r.codes || jsonb_build_object(${code}::text, coalesce((r.codes ->> ${code}::text)::int, 0) + 1) END,
      entities = CASE WHEN r.count < ${SINGLY_MAX} OR cardinality(r.entities) >= ${NAMED_MAX}
        OR ${entity}::text = ANY(r.entities) THEN r.entities ELSE r.entities || ${entity}::text END
    RETURNING count <= ${SINGLY_MAX} AS "isSingle"`;
  return row.isSingle;
}

export interface RefusalsRow {
  actor: string;
  actorName: string;
  act: string;
  projectId: string | null;
  /** How many have no entry of their own; none, mostly. */
  others: number;
  codes: Record<string, number>;
  entities: string[];
  since: Date;
  until: Date;
}

/** Takes the minutes that are over, some at a time. Who still counts in one of them has half a minute to commit. */
export async function takeRefusals(tx: Tx): Promise<RefusalsRow[]> {
  return tx.$queryRaw<RefusalsRow[]>`
    DELETE FROM audit_refusals WHERE (actor, act, minute) IN (
      SELECT actor, act, minute FROM audit_refusals WHERE minute < clock_timestamp() - interval '90 seconds'
      ORDER BY minute, actor, act LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
    RETURNING actor, actor_name AS "actorName", act, project_id AS "projectId",
      greatest(count - ${SINGLY_MAX}, 0)::int AS others, codes, entities, since, until`;
}
