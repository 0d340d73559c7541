import { type Actor, requireScope, seenBy } from "@/lib/platform/auth/actor";
import { read } from "@/lib/platform/db/transact";
import { type CsvColumns, csvResponse, pagesOf } from "@/lib/platform/http/csv";
import type { Page } from "@/lib/platform/schema";
import type { Alert, AlertCounts, AlertCountsQuery, AlertDetail, AlertsQuery, ExportAlerts } from "../schema";
import * as store from "../store/list";
import { listRemedies } from "../store/remedies";
import { toAlert } from "./reply";

/** Alerts, the newest first. A key of one project sees those of its own. */
export async function listAlerts(actor: Actor, query: AlertsQuery): Promise<Page<Alert>> {
  requireScope(actor, "work:read");
  const project = actor.projectId ?? query.project;
  const rows = await read((tx) => store.listAlerts(tx, { ...query, project }));
  const shown = rows.slice(0, query.limit);
  return {
    items: shown.map(toAlert),
    nextCursor: rows.length > query.limit ? (shown.at(-1)?.id ?? null) : null,
  };
}

/** An alert, what is known of it and what was tried about it. */
export async function getAlert(actor: Actor, id: string): Promise<AlertDetail> {
  requireScope(actor, "work:read");
  return read(async (tx) => {
    const row = seenBy(actor, "alert", await store.findAlert(tx, id));
    return {
      ...toAlert(row),
      groupSize: await store.countGroup(tx, row.groupKey),
      remedies: await listRemedies(tx, id),
    };
  });
}

/** How many alerts are not over, by state. */
export async function countAlerts(actor: Actor, query: AlertCountsQuery): Promise<AlertCounts> {
  requireScope(actor, "work:read");
  return read((tx) => store.countAlerts(tx, actor.projectId ?? query.project));
}

const PAGE_MAX = 200;

const COLUMNS: CsvColumns<Alert> = {
  id: (alert) => alert.id,
  rule: (alert) => alert.rule,
  severity: (alert) => alert.severity,
  state: (alert) => alert.state,
  title: (alert) => alert.title,
  entity: (alert) => alert.entity,
  project_id: (alert) => alert.projectId,
  count: (alert) => alert.count,
  raised_at: (alert) => alert.raisedAt,
  last_seen_at: (alert) => alert.lastSeenAt,
  times_reopened: (alert) => alert.timesReopened,
  acknowledged_at: (alert) => alert.acknowledged?.at,
  acknowledged_by: (alert) => alert.acknowledged?.name,
  silenced_until: (alert) => alert.silenced?.until,
  escalated_at: (alert) => alert.escalated?.at,
  escalated_by: (alert) => alert.escalated?.name,
  resolved_at: (alert) => alert.resolved?.at,
  resolved_by: (alert) => alert.resolved?.name,
  resolution: (alert) => alert.resolved?.note,
  group: (alert) => alert.group,
  labels: (alert) => JSON.stringify(alert.labels),
  facts: (alert) => JSON.stringify(alert.facts),
};

/** The alerts that match as CSV, page after page. */
export function exportAlerts(actor: Actor, { format: _, ...query }: ExportAlerts): Promise<Response> {
  return csvResponse(
    "alerts",
    COLUMNS,
    pagesOf((cursor) => listAlerts(actor, { ...query, cursor, limit: PAGE_MAX })),
  );
}
