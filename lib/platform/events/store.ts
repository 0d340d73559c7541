import type { Event, Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "../db/transact";
import type { EventRecord, EventType } from "./schema";

export async function insertEvent(tx: Tx, row: Prisma.EventUncheckedCreateInput): Promise<void> {
  await tx.event.create({ data: row, select: { seq: true } });
}

export interface EventFilter {
  /** Restricts to one project's events and those of no project only when undefined. */
  projectId: string | undefined;
  entity: string | undefined;
  type: string | undefined;
}

/**
 * Events after the cursor in the order (xid, seq), below the oldest running transaction: a transaction that
 * commits late can then not slip in behind a reader. Reading `seq > last` loses rows.
 */
export async function listEventsAfter(
  tx: Tx,
  after: string,
  filter: EventFilter,
  limit: number,
): Promise<EventRecord[]> {
  const [xid = "0", seq = "0"] = after.split(".");
  const rows = await tx.$queryRaw<EventRow[]>`
    SELECT seq, xid, id, type, entity, project_id AS "projectId", actor, actor_name AS "actorName",
           correlation_id AS "correlationId", payload, occurred_at AS "occurredAt"
    FROM events
    WHERE (xid, seq) > (${BigInt(xid)}, ${BigInt(seq)})
      AND xid < (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint
      AND (${filter.projectId ?? null}::text IS NULL OR project_id = ${filter.projectId ?? null})
      AND (${filter.entity ?? null}::text IS NULL OR entity = ${filter.entity ?? null})
      AND (${filter.type ?? null}::text IS NULL OR type = ${filter.type ?? null})
    ORDER BY xid, seq LIMIT ${limit}`;
  return rows.map(toEventRecord);
}

export async function listNewestEvents(tx: Tx, filter: EventFilter, limit: number): Promise<EventRecord[]> {
  const rows = await tx.event.findMany({
    where: {
      ...(filter.projectId ? { projectId: filter.projectId } : {}),
      ...(filter.entity ? { entity: filter.entity } : {}),
      ...(filter.type ? { type: filter.type } : {}),
    },
    orderBy: [{ xid: "desc" }, { seq: "desc" }],
    take: limit,
  });
  return rows.map(toEventRecord);
}

/** The position just below everything that may still commit: a reader that starts here misses nothing later. */
export async function currentCursor(tx: Tx): Promise<string> {
  const [row] = await tx.$queryRaw<[{ xmin: bigint }]>`
    SELECT (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint AS xmin`;
  return `${row.xmin - 1n}.9223372036854775807`;
}

type EventRow = Omit<Event, "payload"> & { payload: unknown };

function toEventRecord(row: EventRow): EventRecord {
  return {
    id: row.id,
    cursor: `${row.xid}.${row.seq}`,
    type: row.type as EventType,
    entity: row.entity,
    projectId: row.projectId,
    actor: row.actor,
    actorName: row.actorName,
    correlationId: row.correlationId,
    payload: row.payload as EventRecord["payload"],
    occurredAt: row.occurredAt.toISOString(),
  };
}
