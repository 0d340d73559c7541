import { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "../../db/transact";
import { all, literally } from "../../db/where";
import { type AuditEntry, type AuditFilter, isRefusal, SEAL_ACT, splitActs } from "../schema";

interface Row extends Omit<AuditEntry, "position" | "at" | "detail"> {
  seq: bigint;
  position: bigint | null;
  at: Date;
  detail: string;
}

/** The entries that match, the newest first; one row more than asked for, where there is one. */
export async function listEntries(
  tx: Tx,
  filter: AuditFilter,
  page: { before: bigint | null; limit: number },
): Promise<{ seq: bigint; entry: AuditEntry }[]> {
  const { before, limit } = page;
  const acts = await actsOf(tx, filter);
  const where = [...conditions(filter, acts), ...(before === null ? [] : [Prisma.sql`e.seq < ${before}`])];
  const rows = await tx.$queryRaw<Row[]>`
    SELECT e.seq, e.id, c.position, e.at, e.actor, e.actor_name AS "actorName", e.act, e.entity,
      e.project_id AS "projectId", e.reason, e.detail, c.hash, c.prev_hash AS "prevHash"
    FROM audit_entries e LEFT JOIN audit_chain c ON c.seq = e.seq
    WHERE ${all(where)}
    ORDER BY e.seq DESC LIMIT ${limit + 1}`;
  return rows.map(({ seq, position, at, detail, ...entry }) => ({
    seq,
    entry: {
      ...entry,
      position: position === null ? null : Number(position),
      at: at.toISOString(),
      detail: JSON.parse(detail) as AuditEntry["detail"],
    },
  }));
}

function conditions(
  { entity, actor, project, from, to, text, seals }: AuditFilter,
  acts: string[] | null,
): Prisma.Sql[] {
  return [
    ...(acts === null ? [] : [Prisma.sql`e.act = ANY(${acts}::text[])`]),
    ...(entity === undefined ? [] : [Prisma.sql`e.entity = ${entity}`]),
    ...(actor === undefined ? [] : [Prisma.sql`e.actor = ${actor}`]),
    ...(project === undefined ? [] : [Prisma.sql`e.project_id = ${project}`]),
    ...(from === undefined ? [] : [Prisma.sql`e.at >= ${new Date(from)}`]),
    ...(to === undefined ? [] : [Prisma.sql`e.at < ${new Date(to)}`]),
    ...(text === undefined ? [] : [holding(text)]),
    ...(seals === "true" ? [] : [Prisma.sql`e.act <> ${SEAL_ACT}`]),
  ];
}

/** The acts that a filter leaves; null: all. */
async function actsOf(
  tx: Tx,
  { act, refused }: Pick<AuditFilter, "act" | "refused">,
): Promise<string[] | null> {
  if (act === undefined && refused === undefined) return null;
  const acts = await expandActs(tx, act ?? "*");
  return refused === undefined ? acts : acts.filter((one) => isRefusal(one) === refused);
}

/** The acts there are that a filter names. They are few: each is one step into their index, however long the trail. */
async function expandActs(tx: Tx, act: string): Promise<string[]> {
  const { names, prefixes } = splitActs(act);
  if (prefixes.length === 0) return names;
  const found = await tx.$queryRaw<{ act: string }[]>`
    WITH RECURSIVE known (act) AS (
      (SELECT act FROM audit_entries ORDER BY act LIMIT 1)
      UNION ALL
      SELECT (SELECT e.act FROM audit_entries e WHERE e.act > known.act ORDER BY e.act LIMIT 1) FROM known
      WHERE known.act IS NOT NULL)
    SELECT act FROM known
    WHERE act IS NOT NULL AND EXISTS (SELECT 1 FROM unnest(${prefixes}::text[]) AS prefix WHERE starts_with(act, prefix))`;
  return [...names, ...found.map((row) => row.act)];
}

function holding(text: string): Prisma.Sql {
  const pattern = `%${literally(text)}%`;
  return Prisma.sql`(e.act ILIKE ${pattern} OR e.entity ILIKE ${pattern} OR e.actor_name ILIKE ${pattern}
    OR e.reason ILIKE ${pattern} OR e.detail ILIKE ${pattern})`;
}
