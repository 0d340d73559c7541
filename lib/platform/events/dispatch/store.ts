import type { Tx } from "../../db/transact";
import { EventRecord } from "../schema";
import type { Position } from "../store";
import type { DispatcherLag, ReactionFailure } from "./schema";

/** Makes the reaction's row at the present position, or notes its types in the row that is there. */
export async function ensureReaction(tx: Tx, name: string, types: readonly string[], now: Position) {
  await tx.$executeRaw`
    INSERT INTO reactions (name, types, xid, seq) VALUES (${name}, ${[...types]}::text[], ${now.xid}, ${now.seq})
    ON CONFLICT (name) DO UPDATE SET types = excluded.types`;
}

export interface ReactionState extends Position {
  isStale: boolean;
  hasDueFailure: boolean;
}

/** Where the reaction stands, read without a lock. */
export async function findReaction(tx: Tx, name: string, staleMs: number): Promise<ReactionState | null> {
  const [row] = await tx.$queryRaw<ReactionState[]>`
    SELECT xid, seq, moved_at < clock_timestamp() - ${staleMs} * interval '1 millisecond' AS "isStale",
      EXISTS (SELECT 1 FROM reaction_failures f WHERE f.reaction = name AND f.next_try_at <= clock_timestamp())
        AS "hasDueFailure"
    FROM reactions WHERE name = ${name}`;
  return row ?? null;
}

/** Where the reaction stands, locked until the transaction ends; null when another replica is at it. */
export async function lockReaction(tx: Tx, name: string): Promise<Position | null> {
  const [row] = await tx.$queryRaw<Position[]>`
    SELECT xid, seq FROM reactions WHERE name = ${name} FOR UPDATE SKIP LOCKED`;
  return row ?? null;
}

export async function moveReaction(tx: Tx, name: string, to: Position): Promise<void> {
  await tx.$executeRaw`
    UPDATE reactions SET xid = ${to.xid}, seq = ${to.seq}, moved_at = clock_timestamp() WHERE name = ${name}`;
}

export async function insertFailure(
  tx: Tx,
  name: string,
  event: EventRecord,
  error: string,
  delayMs: number,
) {
  await tx.$executeRaw`
    INSERT INTO reaction_failures (reaction, event_id, event, attempts, error, next_try_at)
    VALUES (${name}, ${event.id}, ${JSON.stringify(event)}::jsonb, 1, ${error},
            clock_timestamp() + ${delayMs} * interval '1 millisecond')`;
}

interface DueFailure {
  event: EventRecord;
  attempts: number;
}

/** The failure whose next try is due, locked; null when there is none that another replica does not hold. */
export async function lockDueFailure(tx: Tx, name: string): Promise<DueFailure | null> {
  const [row] = await tx.$queryRaw<{ event: unknown; attempts: number }[]>`
    SELECT event, attempts FROM reaction_failures
    WHERE reaction = ${name} AND next_try_at <= clock_timestamp() ORDER BY next_try_at LIMIT 1
    FOR UPDATE SKIP LOCKED`;
  return row ? { event: EventRecord.parse(row.event), attempts: row.attempts } : null;
}

export async function deleteFailure(tx: Tx, name: string, eventId: string): Promise<void> {
  await tx.reactionFailure.delete({ where: { reaction_eventId: { reaction: name, eventId } } });
}

/** Notes one more failed try; without a delay the event is parked. */
export async function updateFailure(
  tx: Tx,
  name: string,
  failed: { eventId: string; attempts: number; error: string; delayMs: number | undefined },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE reaction_failures SET attempts = attempts + 1, error = ${failed.error}, failed_at = clock_timestamp(),
      next_try_at = clock_timestamp() + ${failed.delayMs ?? null}::float8 * interval '1 millisecond'
    WHERE reaction = ${name} AND event_id = ${failed.eventId} AND attempts = ${failed.attempts}`;
}

/** Has a parked or waiting event tried again now; false when there is no such failure. */
export async function retryFailure(tx: Tx, name: string, eventId: string): Promise<boolean> {
  const found = await tx.$executeRaw`
    UPDATE reaction_failures SET next_try_at = clock_timestamp()
    WHERE reaction = ${name} AND event_id = ${eventId}`;
  return found > 0;
}

export async function listFailures(tx: Tx, limit: number): Promise<ReactionFailure[]> {
  const rows = await tx.reactionFailure.findMany({ orderBy: { failedAt: "desc" }, take: limit });
  return rows.map(({ event, ...row }) => ({
    ...row,
    event: EventRecord.parse(event),
    nextTryAt: row.nextTryAt?.toISOString() ?? null,
    failedAt: row.failedAt.toISOString(),
  }));
}

/** How far each reaction that ran within a week is behind. Counts at most 10,000 events each. */
export async function measureLag(tx: Tx): Promise<DispatcherLag["reactions"]> {
  return tx.$queryRaw<DispatcherLag["reactions"]>`
    SELECT name, pending."eventsBehind", pending."secondsBehind", failed.retrying, failed.parked
    FROM reactions AS reaction
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS "eventsBehind",
        coalesce(extract(epoch FROM clock_timestamp() - min(occurred_at)), 0)::float8 AS "secondsBehind"
      FROM (SELECT occurred_at FROM events
            WHERE (xid, seq) > (reaction.xid, reaction.seq) AND type = ANY(reaction.types)
            ORDER BY xid, seq LIMIT 10000) AS ahead) AS pending
    CROSS JOIN LATERAL (
      SELECT (count(*) FILTER (WHERE next_try_at IS NOT NULL))::int AS retrying,
        (count(*) FILTER (WHERE next_try_at IS NULL))::int AS parked
      FROM reaction_failures WHERE reaction_failures.reaction = name) AS failed
    WHERE moved_at > now() - interval '7 days' ORDER BY name`;
}
