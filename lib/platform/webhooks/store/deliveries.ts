import type { Prisma, WebhookAttempt } from "@/lib/generated/prisma/client";
import { toPage } from "../../db/page";
import type { Tx } from "../../db/transact";
import type { Page, PageQuery } from "../../schema";
import { DELIVERIES_KEPT_DAYS } from "../rules";
import { type Delivery, type DeliveryAttempt, type DeliveryDetail, DeliveryState } from "../schema";

export interface NewDelivery {
  id: string;
  endpointId: string;
  messageId: string;
  type: string;
  body: string;
  replayOf?: string;
}

/** Inserts deliveries by one statement. */
export async function insertDeliveries(tx: Tx, rows: NewDelivery[]): Promise<void> {
  const column = (name: keyof NewDelivery) => rows.map((row) => row[name] ?? null);
  await tx.$executeRaw`
    INSERT INTO webhook_deliveries (id, endpoint_id, message_id, type, body, replay_of)
    SELECT * FROM unnest(${column("id")}::text[], ${column("endpointId")}::text[], ${column("messageId")}::text[],
                         ${column("type")}::text[], ${column("body")}::text[], ${column("replayOf")}::text[])`;
}

type Row = Prisma.WebhookDeliveryGetPayload<{ include: { tries: true } }>;
const LAST_TRY = { tries: { orderBy: { number: "desc" }, take: 1 } } as const;

/** The newest first. */
export async function listDeliveries(tx: Tx, endpointId: string, query: PageQuery): Promise<Page<Delivery>> {
  const rows = await tx.webhookDelivery.findMany({
    where: { endpointId, ...(query.cursor ? { id: { lt: query.cursor } } : {}) },
    include: LAST_TRY,
    orderBy: { id: "desc" },
    take: query.limit + 1,
  });
  return toPage(rows, query.limit, toDelivery);
}

export async function findDelivery(
  tx: Tx,
  id: string,
): Promise<(DeliveryDetail & { projectId: string | null }) | null> {
  const row = await tx.webhookDelivery.findUnique({
    where: { id },
    include: { tries: { orderBy: { number: "desc" } }, endpoint: { select: { projectId: true } } },
  });
  if (!row) return null;
  const attempts = row.tries.map(toAttempt);
  return { ...toDelivery(row), body: row.body, attempts, projectId: row.endpoint.projectId };
}

/** Has a delivery that waits attempted now; false when it has ended. */
export async function bringForward(tx: Tx, id: string): Promise<boolean> {
  const changed = await tx.$executeRaw`
    UPDATE webhook_deliveries SET next_attempt_at = clock_timestamp() WHERE id = ${id} AND state = 'pending'`;
  return changed > 0;
}

/** Has all that wait for a later attempt attempted now; returns how many those were. */
export async function bringAllForward(tx: Tx, endpointId: string): Promise<number> {
  return tx.$executeRaw`
    UPDATE webhook_deliveries SET next_attempt_at = clock_timestamp()
    WHERE endpoint_id = ${endpointId} AND state = 'pending' AND next_attempt_at > clock_timestamp()`;
}

/**
 * Has the oldest few that have failed before attempted now. One whose next attempt is its last keeps its time: a guess
 * is not worth a message.
 */
export async function bringSomeForward(
  tx: Tx,
  endpointId: string,
  count: number,
  attemptsMax: number,
): Promise<number> {
  return tx.$executeRaw`
    WITH oldest AS MATERIALIZED (
      SELECT id FROM webhook_deliveries
      WHERE endpoint_id = ${endpointId} AND state = 'pending' AND next_attempt_at > clock_timestamp()
        AND attempts BETWEEN 1 AND ${attemptsMax - 2}::int
      ORDER BY id LIMIT ${count}::int FOR UPDATE SKIP LOCKED
    )
    UPDATE webhook_deliveries d SET next_attempt_at = clock_timestamp() FROM oldest
    WHERE d.id = oldest.id AND d.state = 'pending' AND d.next_attempt_at > clock_timestamp()`;
}

/** Deliveries that ended long ago are forgotten. */
export async function deleteOldDeliveries(tx: Tx): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM webhook_deliveries
    WHERE ended_at < now() - make_interval(days => ${DELIVERIES_KEPT_DAYS}::int)`;
}

function toDelivery(row: Row): Delivery {
  const [last] = row.tries;
  return {
    id: row.id,
    webhookId: row.endpointId,
    messageId: row.messageId,
    type: row.type,
    state: DeliveryState.parse(row.state),
    replayOf: row.replayOf,
    attemptCount: row.attempts,
    nextAttemptAt: row.state === "pending" ? row.nextAttemptAt.toISOString() : null,
    lastAttempt: last ? toAttempt(last) : null,
    createdAt: row.createdAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}

function toAttempt({
  number,
  startedAt,
  durationMs,
  status,
  error,
  response,
}: WebhookAttempt): DeliveryAttempt {
  return { number, startedAt: startedAt.toISOString(), durationMs, status, error, response };
}
