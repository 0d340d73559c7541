import { type Actor, requireScope, seenBy } from "@/lib/platform/auth/actor";
import { toPage } from "@/lib/platform/db/page";
import { read, type Tx } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import { type CsvColumns, csvResponse, pagesOf } from "@/lib/platform/http/csv";
import type { Page } from "@/lib/platform/schema";
import { findPlaces } from "@/lib/work/service";
import { cursorOf, parseCursor } from "../rules/cursor";
import type { Alert, AlertCounts, AlertCountsQuery, AlertDetail, AlertsQuery, ExportAlerts } from "../schema";
import * as store from "../store/list";
import { listRemedies } from "../store/remedies";
import { toAlert } from "./reply";

/** Alerts, the newest or the most severe first. A key of one project sees those of its own. */
export async function listAlerts(actor: Actor, asked: AlertsQuery): Promise<Page<Alert>> {
  requireScope(actor, "work:read");
  const query = { ...asked, project: actor.projectId ?? asked.project };
  if (query.sort === "severity") return listBySeverity(query);
  const rows = await read((tx) => store.listAlerts(tx, query));
  return toPage(rows, query.limit, toAlert);
}

async function listBySeverity({ cursor, ...query }: AlertsQuery): Promise<Page<Alert>> {
  const after = cursor === undefined ? null : parseCursor(cursor);
  if (cursor !== undefined && after === null) throw wrongCursor();
  const rows = await read((tx) => store.listBySeverity(tx, query, after));
  const { items, nextCursor } = toPage(rows, query.limit, toAlert);
  const last = nextCursor && rows[query.limit - 1];
  return { items, nextCursor: last ? cursorOf(last) : null };
}

function wrongCursor(): AppError {
  const detail = "Must be the nextCursor of a page of the same sort.";
  return new AppError("invalid_request", "The cursor is of no page of this list.", {
    issues: [{ in: "query", pointer: "/cursor", detail }],
  });
}

/** An alert, what is known of it and what was tried about it. */
export async function getAlert(actor: Actor, id: string): Promise<AlertDetail> {
  requireScope(actor, "work:read");
  return read(async (tx) => {
    const row = seenBy(actor, "alert", await store.findAlert(tx, id));
    return {
      ...toAlert(row),
      about: await listPlaces(tx, row.entity),
      groupSize: await store.countGroup(tx, row.groupKey),
      remedies: await listRemedies(tx, id),
    };
  });
}

/** A thing and where it belongs, by name; none for what has no name. */
async function listPlaces(tx: Tx, entity: string | null): Promise<AlertDetail["about"]> {
  const own = (await findPlaces(tx, [entity])).get(entity ?? "");
  if (!own) return [];
  const around = await findPlaces(tx, [own.ticketId, own.agentId, own.projectId]);
  return [own, ...around.values()].map(({ id, name }) => ({ id, name }));
}

/** Throws `not_found` for an alert that is not there, or not the actor's to see. */
export async function requireAlert(tx: Tx, actor: Actor, id: string): Promise<void> {
  seenBy(actor, "alert", await store.findAlert(tx, id));
}

/** How many of the alerts that match are not over, by state. */
export async function countAlerts(actor: Actor, query: AlertCountsQuery): Promise<AlertCounts> {
  requireScope(actor, "work:read");
  return read((tx) => store.countAlerts(tx, { ...query, project: actor.projectId ?? query.project }));
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
  looks: (alert) => alert.count,
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
