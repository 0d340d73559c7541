import * as audit from "@/lib/platform/audit/service";
import type { Actor } from "@/lib/platform/auth/actor";
import type { Tx } from "@/lib/platform/db/transact";
import type { EventType } from "@/lib/platform/events/schema";
import { publish } from "@/lib/platform/events/service";
import type { ActionRow } from "../store/action-rows";
import { isStop } from "./acts/pause";
import { readPlan } from "./plan";

type Told = Pick<
  ActionRow,
  | "id"
  | "projectId"
  | "actionType"
  | "targetEntity"
  | "targetLabel"
  | "plan"
  | "planHash"
  | "initiatedByName"
  | "ttlSeconds"
  | "isBreakGlass"
  | "policyName"
  | "alertId"
>;

type Words = Record<string, unknown> & { reason?: string | undefined };
type GuardianEvent = `guardian.${string}` & EventType;

type Tell = (tx: Tx, actor: Actor, type: GuardianEvent, action: Told, words: Words) => Promise<void>;

/** The audit entry and the event of a step in an action's life, which say the same. */
export const tell: Tell = async (tx, actor, type, action, words) => {
  const { id: entity, projectId } = action;
  const { reason, ...own } = words;
  const told = reason ? { reason } : {};
  await audit.append(tx, { actor, act: type, entity, projectId, ...told, detail: toDetail(action, own) });
  await announce(tx, actor, type, action, words);
};

/** The event alone, for what only follows from a step that is on the record. */
export const announce: Tell = async (tx, actor, type, action, { reason, ...own }) => {
  const { id: entity, projectId } = action;
  const payload = { ...toDetail(action, own), ...(reason ? { reason } : {}) };
  await publish(tx, actor, { type, entity, projectId, payload });
};

function toDetail(action: Told, own: Record<string, unknown>): Record<string, unknown> {
  const { actionType, targetEntity, targetLabel, planHash, policyName, alertId } = action;
  const { intervention } = readPlan(action.plan);
  const { initiatedByName: askedBy, ttlSeconds: expiresInSeconds, isBreakGlass } = action;
  return {
    actionType,
    targetEntity,
    targetLabel,
    planHash,
    askedBy,
    expiresInSeconds,
    ...(isStop(intervention) ? { attempts: "cancel" } : {}),
    ...(isBreakGlass ? { isBreakGlass } : {}),
    ...(policyName ? { policyName } : {}),
    ...(alertId ? { alertId } : {}),
    ...own,
  };
}

/** How an actor is named in an action's own log. */
export function stepOf(actor: Actor, note: string | null | undefined) {
  return { by: actor.id, byName: actor.name, note: note ?? null };
}
