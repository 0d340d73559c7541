import { signalAfterCommit, type Tx } from "../db/transact";
import { type EventRecord, EventType, expandTypes } from "../events/schema";
import { reactTo } from "../events/service";
import { newId } from "../ids";
import { bodyOf } from "./body";
import { WEBHOOK_TOPIC } from "./deliver";
import { insertDeliveries } from "./store/deliveries";
import { listOpenEndpoints, type OpenEndpoint } from "./store/endpoints";

/** Has every event delivered to the endpoints that want it. */
export function reactByWebhooks(): void {
  reactTo({ name: "webhooks", types: EventType.options, run: queueDeliveries });
}

async function queueDeliveries(tx: Tx, events: readonly EventRecord[]): Promise<void> {
  const endpoints = await listOpenEndpoints(tx);
  const rows = events.flatMap((event) =>
    endpoints
      .filter((endpoint) => wants(endpoint, event))
      .map(({ id: endpointId, format }) => ({
        id: newId("whd"),
        endpointId,
        messageId: event.id,
        type: event.type,
        body: bodyOf(format, event),
      })),
  );
  if (rows.length === 0) return;
  await insertDeliveries(tx, rows);
  signalAfterCommit(tx, { topic: WEBHOOK_TOPIC, id: "" });
}

function wants({ types, projectId, route, createdAt }: OpenEndpoint, event: EventRecord): boolean {
  if (projectId !== null && projectId !== event.projectId) return false;
  // What happened before the endpoint was there is none of its business.
  if (Date.parse(event.occurredAt) < createdAt.getTime()) return false;
  if (route !== null && !isRouted(event, route)) return false;
  return types.length === 0 || (expandTypes(types)?.includes(event.type) ?? false);
}

/** Whether the event names the route; one that was told of for its group is not told of again. */
function isRouted({ payload: { routes, isGrouped } }: EventRecord, route: string): boolean {
  return Array.isArray(routes) && routes.includes(route) && isGrouped !== true;
}
