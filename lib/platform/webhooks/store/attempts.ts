import type { Tx } from "../../db/transact";
import type { DeliveryLimits } from "../rules";
import type { Outcome } from "../send";

/** A delivery that this replica alone may attempt until the lease is over. */
export interface Leased {
  id: string;
  lease: string;
  endpointId: string;
  messageId: string;
  body: string;
  /** Attempts before this one. */
  attempts: number;
  url: string;
  secretSealed: string;
  /** Null once its day is over. */
  formerSecretSealed: string | null;
}

/**
 * Leases due deliveries: of each endpoint no more at once than its share, whatever other replicas do, so that a
 * slow receiver holds up nobody else. An endpoint that another replica is leasing from is left out this time.
 */
export async function leaseDue(
  tx: Tx,
  lease: string,
  count: number,
  limits: DeliveryLimits,
): Promise<Leased[]> {
  return tx.$queryRaw<Leased[]>`
    WITH open AS MATERIALIZED (
      SELECT e.id FROM webhook_endpoints e
      WHERE e.disabled_at IS NULL AND EXISTS (
        SELECT 1 FROM webhook_deliveries d
        WHERE d.endpoint_id = e.id AND d.state = 'pending' AND d.next_attempt_at <= clock_timestamp())
      FOR NO KEY UPDATE OF e SKIP LOCKED
    ), due AS MATERIALIZED (
      SELECT d.id FROM open CROSS JOIN LATERAL (
        SELECT d.id, d.next_attempt_at FROM webhook_deliveries d
        WHERE d.endpoint_id = open.id AND d.state = 'pending' AND d.next_attempt_at <= clock_timestamp()
          AND (d.lease_until IS NULL OR d.lease_until < clock_timestamp())
        ORDER BY d.next_attempt_at, d.id
        LIMIT greatest(0, ${limits.perEndpoint}::int - (
          SELECT count(*) FROM webhook_deliveries busy
          WHERE busy.endpoint_id = open.id AND busy.state = 'pending' AND busy.lease_until > clock_timestamp()))
      ) AS d ORDER BY d.next_attempt_at, d.id LIMIT ${count}::int
    )
    UPDATE webhook_deliveries d
    SET lease = ${lease}, lease_until = clock_timestamp() + ${limits.leaseMs}::float8 * interval '1 millisecond'
    FROM due, webhook_endpoints e
    WHERE d.id = due.id AND e.id = d.endpoint_id
      AND d.state = 'pending' AND (d.lease_until IS NULL OR d.lease_until < clock_timestamp())
    RETURNING d.id, d.lease, d.endpoint_id AS "endpointId", d.message_id AS "messageId", d.body, d.attempts, e.url,
      e.secret_sealed AS "secretSealed",
      CASE WHEN e.former_until > clock_timestamp() THEN e.former_secret_sealed END AS "formerSecretSealed"`;
}

/** Gives a lease back unused. */
export async function releaseLease(tx: Tx, { id, lease }: Leased): Promise<void> {
  await tx.$executeRaw`
    UPDATE webhook_deliveries SET lease = NULL, lease_until = NULL WHERE id = ${id} AND lease = ${lease}`;
}

export interface Attempt extends Outcome {
  durationMs: number;
  /** Until the next attempt; null ends the delivery. */
  delayMs: number | null;
}

/** Notes an attempt and what comes of the delivery; false when the lease was lost and another one has it. */
export async function noteAttempt(tx: Tx, leased: Leased, attempt: Attempt): Promise<boolean> {
  const isDelivered = attempt.error === null;
  const state = isDelivered ? "delivered" : attempt.delayMs === null ? "dead" : "pending";
  const changed = await tx.$executeRaw`
    UPDATE webhook_deliveries SET attempts = attempts + 1, state = ${state}, lease = NULL, lease_until = NULL,
      next_attempt_at = clock_timestamp() + ${attempt.delayMs ?? 0}::float8 * interval '1 millisecond',
      ended_at = CASE WHEN ${state} = 'pending' THEN NULL ELSE clock_timestamp() END
    WHERE id = ${leased.id} AND lease = ${leased.lease}`;
  if (changed === 0) return false;
  await tx.$executeRaw`
    INSERT INTO webhook_attempts (delivery_id, number, started_at, duration_ms, status, error, response)
    VALUES (${leased.id}, ${leased.attempts + 1},
            clock_timestamp() - ${attempt.durationMs}::float8 * interval '1 millisecond', ${attempt.durationMs},
            ${attempt.status}, ${attempt.error}, ${attempt.response})`;
  return true;
}
