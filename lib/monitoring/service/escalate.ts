import * as audit from "@/lib/platform/audit/service";
import type { Actor } from "@/lib/platform/auth/actor";
import type { Tx } from "@/lib/platform/db/transact";
import { publish } from "@/lib/platform/events/service";
import * as store from "../store/changes";
import { alertEvent } from "./raise";

/** Escalates a live alert that was not escalated yet, and tells of it; null when there was no such. */
export async function escalate(tx: Tx, actor: Actor, id: string, reason: string) {
  const row = await store.markEscalated(tx, id, actor, reason);
  if (!row) return null;
  await publish(tx, actor, alertEvent("alert.escalated", row, { reason }));
  // What a person does is recorded by whoever lets them.
  if (actor.kind === "system") {
    const { projectId, rule, title } = row;
    const entry = { actor, act: "alert.escalate", entity: id, projectId, reason, detail: { rule, title } };
    await audit.append(tx, entry);
  }
  return row;
}
