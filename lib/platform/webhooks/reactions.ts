import { signalAfterCommit, type Tx } from "../db/transact";
import { type EventRecord, EventType, expandTypes } from "../events/schema";
import { reactTo } from "../events/service";
import { newId } from "../ids";
import { eventBody, slackBody } from "./body";
import { WEBHOOK_TOPIC } from "./deliver";
import { insertDeliveries, type NewDelivery } from "./store/deliveries";
import { listOpenEndpoints, type OpenEndpoint } from "./store/endpoints";
import { wordWebhooks } from "./word-webhooks";
import { type Wording, wordingOf } from "./wording";

/** Has every event delivered to the endpoints that want it. */
export function reactByWebhooks(): void {
  wordWebhooks();
  reactTo({ name: "webhooks", types: EventType.options, run: queueDeliveries });
}

async function queueDeliveries(tx: Tx, events: readonly EventRecord[]): Promise<void> {
  const endpoints = await listOpenEndpoints(tx);
  const rows: NewDelivery[] = [];
  for (const event of events) {
    const wanting = endpoints.filter((endpoint) => wants(endpoint, event));
    // Read only where somebody is told in words.
    const isTold = wanting.some(({ format }) => format === "slack");
    const wording = isTold ? await wordingOf(tx, event) : null;
    for (const endpoint of wanting) {
      const body = bodyFor(endpoint, event, wording);
      if (body === null) continue;
      const { id: messageId, type } = event;
      rows.push({ id: newId("whd"), endpointId: endpoint.id, messageId, type, body });
    }
  }
  if (rows.length === 0) return;
  await insertDeliveries(tx, rows);
  signalAfterCommit(tx, { topic: WEBHOOK_TOPIC, id: "" });
}

/** null: a chat hears of it by another event of the same moment. */
function bodyFor(endpoint: OpenEndpoint, event: EventRecord, wording: Wording | null): string | null {
  if (endpoint.format !== "slack" || !wording) return eventBody(event);
  const { saidBy } = wording;
  if (saidBy && wants(endpoint, { ...event, type: saidBy })) return null;
  return slackBody(wording, event.occurredAt);
}

function wants({ id, types, projectId, route, createdAt }: OpenEndpoint, event: EventRecord): boolean {
  // That nothing arrives there is no news for it, and would fail in its turn: others are told.
  if (isAlertAbout(event, id)) return false;
  if (projectId !== null && projectId !== event.projectId) return false;
  // What happened before the endpoint was there is none of its business.
  if (Date.parse(event.occurredAt) < createdAt.getTime()) return false;
  if (route !== null && !isRouted(event, route)) return false;
  return types.length === 0 || (expandTypes(types)?.includes(event.type) ?? false);
}

function isAlertAbout({ type, payload }: EventRecord, id: string): boolean {
  return type.startsWith("alert.") && payload.entity === id;
}

/** Whether the event names the route; one that was told of for its group is not told of again. */
function isRouted({ payload: { routes, isGrouped } }: EventRecord, route: string): boolean {
  return Array.isArray(routes) && routes.includes(route) && isGrouped !== true;
}
