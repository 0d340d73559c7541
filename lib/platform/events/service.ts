import { type Actor, requireScope } from "../auth/actor";
import { currentRequest } from "../context";
import { read, signalAfterCommit, type Tx } from "../db/transact";
import { AppError } from "../errors";
import { newId } from "../ids";
import { readOn, toFilter, toPosition } from "./reading";
import type { EventsPage, EventsQuery, EventType } from "./schema";
import * as store from "./store";

export { reactTo } from "./dispatch/reactions";
export { dispatcherLag, listReactionFailures, retryReaction } from "./dispatch/service";

export interface NewEvent {
  type: EventType;
  entity: string;
  projectId: string | null;
  payload?: Record<string, unknown>;
}

/** Writes an event in the caller's transaction; its readers are woken after the commit. */
export async function publish(tx: Tx, actor: Actor, event: NewEvent): Promise<void> {
  await publishAll(tx, actor, [event]);
}

/** Writes events in their order, by one statement, in the caller's transaction. */
export async function publishAll(tx: Tx, actor: Actor, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  const correlationId = currentRequest()?.requestId ?? "system";
  const rows = events.map(({ type, entity, projectId, payload = {} }) => ({
    id: newId("evt"),
    type,
    entity,
    projectId,
    payload,
    actor: actor.id,
    actorName: actor.name,
    correlationId,
  }));
  await store.insertEvents(tx, rows);
  for (const { type, entity } of events) signalAfterCommit(tx, { topic: type, id: entity });
}

/** A page of events that the actor may see. Throws `cursor_expired` for a position that is not kept any more. */
export async function listEvents(actor: Actor, query: EventsQuery): Promise<EventsPage> {
  requireScope(actor, "work:read");
  const filter = toFilter(actor, query);
  const { after, before, limit } = query;
  if (after === undefined) {
    const end = before === undefined ? null : toPosition(before);
    return { ...(await read((tx) => store.listNewestEvents(tx, filter, limit, end))), nextCursor: null };
  }
  const { items, next, expired, settled } = await read((tx) => readOn(tx, toPosition(after), filter, limit));
  if (expired) {
    const detail = `${expired} Fetch the state anew, then go on after facts.cursor.`;
    throw new AppError("cursor_expired", detail, { facts: { cursor: store.toCursor(settled) } });
  }
  return { items, nextCursor: store.toCursor(next), olderCursor: null };
}
