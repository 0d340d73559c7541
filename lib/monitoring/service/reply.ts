import type { JsonObject } from "@/lib/platform/schema";
import type { Alert } from "../schema";
import type { AlertRow } from "../store/alerts";

export function toAlert(row: AlertRow): Alert {
  const { acknowledgedAt, silencedUntil, escalatedAt, resolvedAt } = row;
  return {
    id: row.id,
    rule: row.rule,
    severity: row.severity,
    title: row.title,
    entity: row.entity,
    projectId: row.projectId,
    labels: row.labels,
    facts: row.facts as JsonObject,
    routes: row.routes,
    state: row.state,
    count: row.count,
    group: row.groupKey,
    leaderId: row.leaderId,
    raisedAt: row.raisedAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    clearSince: row.clearSince?.toISOString() ?? null,
    reopenedAt: row.reopenedAt?.toISOString() ?? null,
    timesReopened: row.timesReopened,
    acknowledged: acknowledgedAt && {
      at: acknowledgedAt.toISOString(),
      name: row.acknowledgedByName ?? "",
    },
    silenced: silencedUntil && { until: silencedUntil.toISOString(), name: row.silencedByName ?? "" },
    escalated: escalatedAt && {
      at: escalatedAt.toISOString(),
      name: row.escalatedByName ?? "",
      reason: row.escalationReason ?? "",
    },
    resolved: resolvedAt && {
      at: resolvedAt.toISOString(),
      name: row.resolvedByName ?? "",
      note: row.resolution,
    },
    version: row.version,
  };
}
