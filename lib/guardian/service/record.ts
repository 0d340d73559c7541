import * as audit from "@/lib/platform/audit/service";
import type { Actor } from "@/lib/platform/auth/actor";
import type { Tx } from "@/lib/platform/db/transact";
import type { EventType } from "@/lib/platform/events/schema";
import { publish } from "@/lib/platform/events/service";
import type { ActionRow } from "../store/action-rows";

type Told = Pick<
  ActionRow,
  "id" | "projectId" | "actionType" | "targetEntity" | "targetLabel" | "planHash" | "policyName" | "alertId"
>;

type Words = Record<string, unknown> & { reason?: string | undefined };
type GuardianEvent = `guardian.${string}` & EventType;

/** The audit entry and the event of a step in an action's life, which say the same. */
export async function tell(
  tx: Tx,
  actor: Actor,
  type: GuardianEvent,
  action: Told,
  { reason, ...own }: Words,
): Promise<void> {
  const { id: entity, projectId } = action;
  const told = reason ? { reason } : {};
  await audit.append(tx, { actor, act: type, entity, projectId, ...told, detail: toDetail(action, own) });
  await announce(tx, actor, type, action, { reason, ...own });
}

/** The event alone, for what only follows from a step that is on the record. */
export async function announce(
  tx: Tx,
  actor: Actor,
  type: GuardianEvent,
  action: Told,
  { reason, ...own }: Words,
): Promise<void> {
  const { id: entity, projectId } = action;
  const payload = { ...toDetail(action, own), ...(reason ? { reason } : {}) };
  await publish(tx, actor, { type, entity, projectId, payload });
}

function toDetail(action: Told, own: Record<string, unknown>): Record<string, unknown> {
  const { actionType, targetEntity, targetLabel, planHash, policyName, alertId } = action;
  return {
    actionType,
    targetEntity,
    targetLabel,
    planHash,
    ...(policyName ? { policyName } : {}),
    ...(alertId ? { alertId } : {}),
    ...own,
  };
}

/** How an actor is named in an action's own log. */
export function stepOf(actor: Actor, note: string | null | undefined) {
  return { by: actor.id, byName: actor.name, note: note ?? null };
}
