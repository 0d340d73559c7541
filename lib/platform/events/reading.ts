import type { Actor } from "../auth/actor";
import type { Tx } from "../db/transact";
import { AppError } from "../errors";
import { Cursor, type EventsQuery, expandTypes, listEntities } from "./schema";
import { type Bounds, type EventFilter, listEventsAfter, type Position } from "./store";

/** What the query asks for, within what the actor may see. */
export function toFilter(actor: Actor, query: Pick<EventsQuery, "type" | "entity" | "project">): EventFilter {
  const types = query.type === undefined ? undefined : expandTypes(query.type);
  if (types === null) throw new AppError("invalid_request", "There is no such event type.");
  return {
    projectId: actor.projectId ?? query.project,
    entities: query.entity === undefined ? undefined : listEntities(query.entity),
    types,
  };
}

/** The position that a cursor names. Throws `invalid_request` that points at `after`. */
export function toPosition(cursor: string): Position {
  const parsed = Cursor.safeParse(cursor);
  if (!parsed.success) {
    const detail = "Must be a cursor that this API returned.";
    throw new AppError("invalid_request", "The request does not have the expected shape.", {
      issues: [{ in: "query", pointer: "/after", detail }],
    });
  }
  const [xid = "0", seq = "0"] = parsed.data.split(".");
  return { xid: BigInt(xid), seq: BigInt(seq) };
}

const isBelow = (a: Position, b: Position) => a.xid < b.xid || (a.xid === b.xid && a.seq < b.seq);

/** Why nobody can read on from here without missing something; null when they can. */
function whyExpired(position: Position, { horizon, settled }: Bounds): string | null {
  if (isBelow(position, horizon)) return "Events after this cursor are not kept any more.";
  // Positions are given out only once they are settled, and settled ones stay so.
  if (position.xid > settled.xid) return "This cursor lies ahead of every event here: it is from elsewhere.";
  return null;
}

/**
 * Events after the position, the position to go on from, and the reason why it could not be read on from, if so.
 * Where less than `limit` is found, everything settled was looked through.
 */
export async function readOn(tx: Tx, after: Position, filter: EventFilter, limit: number) {
  const { items, ...bounds } = await listEventsAfter(tx, after, filter, limit);
  const last = items.at(-1);
  const next = last && items.length >= limit ? toPosition(last.cursor) : bounds.settled;
  return { items, next, expired: whyExpired(after, bounds), settled: bounds.settled };
}
