import { type Event, Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "../db/transact";
import type { EventRecord, EventType } from "./schema";

export interface EventRow {
  id: string;
  type: EventType;
  entity: string;
  projectId: string | null;
  actor: string;
  actorName: string;
  correlationId: string;
  payload: Record<string, unknown>;
}

/** Inserts events in their order, by one statement. */
export async function insertEvents(tx: Tx, rows: EventRow[]): Promise<void> {
  const column = <K extends keyof EventRow>(name: K) => rows.map((row) => row[name]);
  await tx.$executeRaw`
    INSERT INTO events (id, type, entity, project_id, actor, actor_name, correlation_id, payload)
    SELECT id, type, entity, project_id, actor, actor_name, correlation_id, payload::jsonb
    FROM unnest(${column("id")}::text[], ${column("type")}::text[], ${column("entity")}::text[],
                ${column("projectId")}::text[], ${column("actor")}::text[], ${column("actorName")}::text[],
                ${column("correlationId")}::text[], ${rows.map((row) => JSON.stringify(row.payload))}::text[])
      WITH ORDINALITY AS row (id, type, entity, project_id, actor, actor_name, correlation_id, payload, place)
    ORDER BY place`;
}

/** A place in the order of events: that of their transactions, and within one that of their writing. */
export interface Position {
  xid: bigint;
  seq: bigint;
}

const LAST_SEQ = 2n ** 63n - 1n;

export interface EventFilter {
  /** Undefined: every project, and events of none. */
  projectId?: string | undefined;
  entities?: readonly string[] | undefined;
  types?: readonly EventType[] | undefined;
}

const COLUMNS = Prisma.sql`seq, xid, id, type, entity, project_id AS "projectId", actor, actor_name AS "actorName",
  correlation_id AS "correlationId", payload, occurred_at AS "occurredAt"`;

function matching({ projectId, entities, types }: EventFilter): Prisma.Sql {
  return Prisma.join(
    [
      Prisma.sql`TRUE`,
      ...(projectId === undefined ? [] : [Prisma.sql`project_id = ${projectId}`]),
      ...(entities === undefined ? [] : [Prisma.sql`entity = ANY(${[...entities]}::text[])`]),
      ...(types === undefined ? [] : [Prisma.sql`type = ANY(${[...types]}::text[])`]),
    ],
    " AND ",
  );
}

export interface Bounds {
  /** Everything up to here was dropped. */
  horizon: Position;
  /** Just below everything that may still commit: who starts here misses nothing later. */
  settled: Position;
}

/**
 * Events after the position in the order (xid, seq), below the oldest running transaction: a transaction that
 * commits late can then not slip in behind a reader. Reading `seq > last` loses rows. The bounds come from the
 * same snapshot, so that no event is dropped between reading and asking what was kept.
 */
export async function listEventsAfter(
  tx: Tx,
  after: Position,
  filter: EventFilter,
  limit: number,
): Promise<Bounds & { items: EventRecord[] }> {
  const rows = await tx.$queryRaw<(BoundsRow & (StoredEvent | { id: null }))[]>`
    SELECT bounds.*, event.* FROM (${BOUNDS}) AS bounds LEFT JOIN LATERAL (
      SELECT ${COLUMNS} FROM events
      WHERE (xid, seq) > (${after.xid}, ${after.seq}) AND xid < bounds.xmin AND ${matching(filter)}
      ORDER BY xid, seq LIMIT ${limit}) AS event ON TRUE
    ORDER BY event.xid, event.seq`;
  const items = rows.flatMap((row) => (row.id === null ? [] : [toEventRecord(row)]));
  return { ...toBounds(rows[0]), items };
}

/**
 * The newest first, of all or of those before a position. Their cursors are safe to read on from: none lies above a
 * transaction that still runs. The way back needs no such care, and has the last row's own position.
 */
export async function listNewestEvents(
  tx: Tx,
  filter: EventFilter,
  limit: number,
  before: Position | null,
): Promise<{ items: EventRecord[]; olderCursor: string | null }> {
  const end = before ? Prisma.sql`(xid, seq) < (${before.xid}, ${before.seq})` : Prisma.sql`TRUE`;
  const rows = await tx.$queryRaw<(StoredEvent & { settled: bigint })[]>`
    SELECT ${COLUMNS}, (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint - 1 AS settled FROM events
    WHERE ${end} AND ${matching(filter)} ORDER BY xid DESC, seq DESC LIMIT ${limit + 1}`;
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map((row) => toEventRecord(row, row.settled)),
    olderCursor: rows.length > limit && last ? toCursor(last) : null,
  };
}

interface BoundsRow {
  xmin: bigint;
  horizonXid: bigint;
  horizonSeq: bigint;
}

const BOUNDS = Prisma.sql`SELECT (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint AS xmin,
  xid AS "horizonXid", seq AS "horizonSeq" FROM event_horizon`;

function toBounds(row: BoundsRow | undefined): Bounds {
  if (!row) throw new Error("The table event_horizon has lost its row.");
  const { xmin, horizonXid, horizonSeq } = row;
  return { horizon: { xid: horizonXid, seq: horizonSeq }, settled: { xid: xmin - 1n, seq: LAST_SEQ } };
}

export async function findBounds(tx: Tx): Promise<Bounds> {
  const [row] = await tx.$queryRaw<BoundsRow[]>`${BOUNDS}`;
  return toBounds(row);
}

/** The cursor just below everything that may still commit. */
export async function currentCursor(tx: Tx): Promise<string> {
  return toCursor((await findBounds(tx)).settled);
}

export function toCursor({ xid, seq }: Position): string {
  return `${xid}.${seq}`;
}

type StoredEvent = Omit<Event, "payload"> & { payload: unknown };

function toEventRecord(row: StoredEvent, settled = row.xid): EventRecord {
  return {
    id: row.id,
    cursor: toCursor(row.xid > settled ? { xid: settled, seq: LAST_SEQ } : row),
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

/** Makes the partitions of this month and of the next ones that are not there. */
export async function makeMonths(tx: Tx, ahead: number): Promise<void> {
  await tx.$queryRaw`
    SELECT make_events_partition((date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => n))::date)
    FROM generate_series(0, ${ahead}::int) AS n`;
}

/** Drops the months that ended more than so many days ago; returns their tables' names. */
export async function dropMonths(tx: Tx, keepDays: number): Promise<string[]> {
  const [row] = await tx.$queryRaw<[{ dropped: string[] }]>`
    SELECT drop_events_before(now() - make_interval(days => ${keepDays}::int)) AS dropped`;
  return row.dropped;
}

/** Renumbers events that lie ahead of this database server; false when none does. */
export async function realign(tx: Tx): Promise<boolean> {
  const [row] = await tx.$queryRaw<[{ realigned: boolean }]>`SELECT realign_events() AS realigned`;
  return row.realigned;
}
