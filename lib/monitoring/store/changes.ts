// What people, and the watchdog, change of an alert: each only from a state that allows it.
import type { Tx } from "@/lib/platform/db/transact";
import { ALERT_COLUMNS, type AlertRow, type By, LIVE } from "./alerts";

export async function markAcknowledged(tx: Tx, id: string, by: By): Promise<AlertRow | null> {
  const [row] = await tx.$queryRaw<AlertRow[]>`
    UPDATE alerts a SET state = 'acknowledged', acknowledged_at = now(), acknowledged_by = ${by.id},
      acknowledged_by_name = ${by.name}, silenced_until = NULL, silenced_by_name = NULL, version = version + 1
    WHERE id = ${id} AND state IN ('raised', 'silenced') AND (state = 'raised' OR acknowledged_at IS NULL)
    RETURNING ${ALERT_COLUMNS}`;
  return row ?? null;
}

export async function markSilenced(tx: Tx, id: string, by: By, seconds: number): Promise<AlertRow | null> {
  const [row] = await tx.$queryRaw<AlertRow[]>`
    UPDATE alerts a SET state = 'silenced', silenced_by_name = ${by.name},
      silenced_until = now() + make_interval(secs => ${seconds}::double precision), version = version + 1
    WHERE id = ${id} AND ${LIVE} RETURNING ${ALERT_COLUMNS}`;
  return row ?? null;
}

export async function markEscalated(tx: Tx, id: string, by: By, reason: string): Promise<AlertRow | null> {
  const [row] = await tx.$queryRaw<AlertRow[]>`
    UPDATE alerts a SET escalated_at = now(), escalated_by_name = ${by.name}, escalation_reason = ${reason},
      version = version + 1
    WHERE id = ${id} AND ${LIVE} AND escalated_at IS NULL RETURNING ${ALERT_COLUMNS}`;
  return row ?? null;
}
