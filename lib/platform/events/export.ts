import type { Actor } from "../auth/actor";
import { type CsvColumns, csvResponse, pagesOf } from "../http/csv";
import type { EventRecord, ExportEvents } from "./schema";
import { listEvents } from "./service";

const EVENT: CsvColumns<EventRecord> = {
  id: (event) => event.id,
  occurred_at: (event) => event.occurredAt,
  type: (event) => event.type,
  entity: (event) => event.entity,
  project_id: (event) => event.projectId,
  actor: (event) => event.actor,
  actor_name: (event) => event.actorName,
  request_id: (event) => event.correlationId,
  payload: (event) => JSON.stringify(event.payload),
};

/** The events that match, newest first, page after page. */
export function exportEvents(actor: Actor, { format: _, ...query }: ExportEvents): Promise<Response> {
  const pages = pagesOf(async (before) => {
    const { items, olderCursor } = await listEvents(actor, { ...query, before, limit: 200 });
    return { items, nextCursor: olderCursor };
  });
  return csvResponse("events", EVENT, pages);
}
