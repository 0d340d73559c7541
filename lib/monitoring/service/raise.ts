// Alerts as the control room itself raises and resolves them, in the caller's transaction.
import type { Actor } from "@/lib/platform/auth/actor";
import type { Tx } from "@/lib/platform/db/transact";
import type { EventType } from "@/lib/platform/events/schema";
import { publish, publishAll } from "@/lib/platform/events/service";
import { newId } from "@/lib/platform/ids";
import { fingerprintOf } from "../rules/fingerprint";
import type { Severity } from "../schema";
import * as store from "../store/alerts";
import { MONITOR } from "./actors";

/** What comes back within this time is the same alert, opened again. */
const REOPEN_SECONDS = 600;

export interface NewAlert {
  rule: string;
  severity: Severity;
  title: string;
  /** The id of what it is about. */
  entity: string | null;
  projectId: string | null;
  labels?: Record<string, string>;
  facts?: Record<string, unknown>;
  routes?: string[];
}

/**
 * Raises an alert. While one of the same rule, entity and labels lives, that one is counted instead; one that was
 * resolved a moment ago is opened again.
 */
export async function raiseAlert(tx: Tx, alert: NewAlert): Promise<{ id: string; isNew: boolean }> {
  return raise(tx, alert, { isByRule: false, groupKey: null });
}

export async function raise(
  tx: Tx,
  { labels = {}, facts = {}, routes = [], ...given }: NewAlert,
  { isByRule, groupKey }: { isByRule: boolean; groupKey: string | null },
): Promise<{ id: string; isNew: boolean }> {
  const fingerprint = fingerprintOf({ ...given, labels });
  const row = {
    ...given,
    id: newId("alrt"),
    fingerprint,
    labels,
    facts,
    routes,
    isByRule,
    // Without a group it is one by itself.
    groupKey: groupKey ?? `${given.rule} ${fingerprint}`,
  };
  await store.lockFingerprint(tx, fingerprint);
  const known = await store.countAgain(tx, row);
  if (known) return { id: known.id, isNew: false };
  const opened = (await store.reopen(tx, row, REOPEN_SECONDS)) ?? (await store.insertAlert(tx, row));
  await publish(tx, MONITOR, alertEvent("alert.raised", opened, { timesReopened: opened.timesReopened }));
  return { id: opened.id, isNew: true };
}

/** Resolves the live alerts of a rule about an entity; returns how many there were. */
export async function resolveAlertsOf(
  tx: Tx,
  rule: string,
  entity: string | null,
  note: string,
): Promise<number> {
  return (await resolve(tx, MONITOR, await store.listLiveOf(tx, rule, entity), note)).length;
}

/** Resolves these alerts and tells of each. */
export async function resolve(tx: Tx, actor: Actor, ids: string[], note: string): Promise<store.AlertRow[]> {
  const resolved = await store.resolveAlerts(tx, ids, { by: actor, note });
  await publishAll(
    tx,
    actor,
    resolved.map((row) => alertEvent("alert.resolved", row, { note })),
  );
  return resolved;
}

/** An event about an alert: what it is, so that whoever reads of it need not ask. */
export function alertEvent(
  type: EventType & `alert.${string}`,
  row: store.AlertRow,
  own: Record<string, unknown> = {},
) {
  const { id, projectId, rule, severity, title, entity, labels, routes, groupKey: group, leaderId } = row;
  // Who is called at last is told of each: only what is like the first of its group is told with that.
  const isGrouped = leaderId !== null && type !== "alert.escalated";
  return {
    type,
    entity: id,
    projectId,
    payload: {
      rule,
      severity,
      title,
      entity,
      labels,
      routes,
      group,
      leaderId,
      isGrouped,
      path: `/alerts/${id}`,
      ...own,
    },
  };
}
