// How alerts were, for rooms above that ask what would have been.
import type { Tx } from "@/lib/platform/db/transact";
import { LIVE } from "./alerts";

export interface AlertLife {
  id: string;
  rule: string;
  severity: string;
  entity: string | null;
  raisedAt: Date;
  acknowledgedAt: Date | null;
  resolvedAt: Date | null;
}

/** Alerts that were live since then; an alert that came back soon was one all along. */
export async function listAlertLives(tx: Tx, from: Date): Promise<AlertLife[]> {
  return tx.$queryRaw<AlertLife[]>`
    SELECT id, rule, severity, entity, raised_at AS "raisedAt", acknowledged_at AS "acknowledgedAt",
      CASE WHEN state = 'resolved' THEN resolved_at END AS "resolvedAt"
    FROM alerts a WHERE ${LIVE} OR resolved_at >= ${from} ORDER BY id LIMIT 20000`;
}

/** Those of these alerts that are over. */
export async function listResolved(tx: Tx, ids: string[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM alerts a WHERE id = ANY(${ids}::text[]) AND NOT (${LIVE})`;
  return rows.map(({ id }) => id);
}
