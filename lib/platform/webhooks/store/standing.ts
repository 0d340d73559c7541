import type { Tx } from "../../db/transact";
import { healthOf, troubleOf } from "../rules";
import type { DisabledReason, WebhookHealth } from "../schema";

/** How it stands with an endpoint now, for those who watch over all of them. */
export interface Standing {
  id: string;
  name: string;
  projectId: string | null;
  route: string | null;
  health: WebhookHealth;
  /** Why it is disabled; null while it is not. */
  disabledReason: DisabledReason | null;
  /** Since the first failure after the last success, while it is enabled; else 0. */
  failingSeconds: number;
  pending: number;
  lastSuccessAt: Date | null;
  /** What is wrong, as the end of a sentence; null while nothing is, or a person has disabled it. */
  trouble: string | null;
}

type Row = Omit<Standing, "health" | "trouble"> & {
  disabledAt: Date | null;
  failingSince: Date | null;
  error: string | null;
};

/** Only so many of the newest deliveries are searched for the error. */
const LOOKED_AT = 500;

/** Every endpoint, by name. The error of its last attempt is looked for only where one fails. */
export async function listStandings(tx: Tx): Promise<Standing[]> {
  const rows = await tx.$queryRaw<Row[]>`
    SELECT e.id, e.name, e.project_id AS "projectId", e.route, e.disabled_at AS "disabledAt",
      e.disabled_reason AS "disabledReason", e.failing_since AS "failingSince", e.last_success_at AS "lastSuccessAt",
      CASE WHEN e.disabled_at IS NULL AND e.failing_since IS NOT NULL
        THEN greatest(0, floor(extract(epoch FROM clock_timestamp() - e.failing_since)))::int ELSE 0 END AS "failingSeconds",
      (SELECT count(*)::int FROM webhook_deliveries d WHERE d.endpoint_id = e.id AND d.state = 'pending') AS pending,
      last.error
    FROM webhook_endpoints e LEFT JOIN LATERAL (
      SELECT t.error FROM (
        SELECT d.id FROM webhook_deliveries d
        WHERE d.endpoint_id = e.id AND e.disabled_at IS NULL AND e.failing_since IS NOT NULL
        ORDER BY d.id DESC LIMIT ${LOOKED_AT}::int
      ) AS d JOIN webhook_attempts t ON t.delivery_id = d.id
      WHERE t.error IS NOT NULL ORDER BY t.started_at DESC LIMIT 1
    ) AS last ON true
    ORDER BY e.name, e.id`;
  return rows.map(({ disabledAt, failingSince, error, ...row }) => {
    const times = { disabledAt, failingSince, lastSuccessAt: row.lastSuccessAt };
    return { ...row, health: healthOf(times), trouble: troubleOf(row.disabledReason, failingSince, error) };
  });
}
