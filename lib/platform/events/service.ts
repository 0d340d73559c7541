import { type Actor, requireScope } from "../auth/actor";
import { currentRequest } from "../context";
import { read, signalAfterCommit, type Tx } from "../db/transact";
import { newId } from "../ids";
import type { EventsPage, EventsQuery, EventType } from "./schema";
import * as store from "./store";

export interface NewEvent {
  type: EventType;
  entity: string;
  projectId: string | null;
  payload?: Record<string, unknown>;
}

/** Writes an event in the caller's transaction; its readers are woken after the commit. */
export async function publish(tx: Tx, actor: Actor, event: NewEvent): Promise<void> {
  await store.insertEvent(tx, {
    id: newId("evt"),
    type: event.type,
    entity: event.entity,
    projectId: event.projectId,
    actor: actor.id,
    actorName: actor.name,
    correlationId: currentRequest()?.requestId ?? "system",
    payload: JSON.parse(JSON.stringify(event.payload ?? {})),
  });
  signalAfterCommit(tx, { topic: event.type, id: event.entity });
}

/** A page of events that the actor may see. */
export async function listEvents(actor: Actor, query: EventsQuery): Promise<EventsPage> {
  requireScope(actor, "work:read");
  const filter = {
    projectId: actor.projectId ?? query.project,
    entity: query.entity,
    type: query.type,
  };
  return read(async (tx) => {
    const items = query.after
      ? await store.listEventsAfter(tx, query.after, filter, query.limit)
      : await store.listNewestEvents(tx, filter, query.limit);
    const nextCursor = query.after ? (items.at(-1)?.cursor ?? query.after) : null;
    return { items, nextCursor };
  });
}
