// The guardian's events as a chat is told of them: what, to whom, by whom, why, until when.
import { SYSTEM } from "@/lib/platform/auth/actor";
import type { EventRecord } from "@/lib/platform/events/schema";
import { formatZoned } from "@/lib/platform/instant";
import { text, type Wording, wordEvents } from "@/lib/platform/webhooks/wording";
import type { ActionType } from "../schema";
import { wordPolicyEvent } from "./policies/wording";
import { wordOverlays } from "./wording-overlays";

/** Has webhooks for chats tell of interventions, approvals and policies in words. */
export function wordByGuardian(): void {
  wordEvents("guardian", (_, event) => wordGuardianEvent(event));
  wordOverlays();
}

function wordGuardianEvent(event: EventRecord): Wording {
  if (event.type.startsWith("guardian.policy.")) return wordPolicyEvent(event);
  const { type, entity, payload } = event;
  const words = WORDS[type]?.(event) ?? { head: type };
  const { reason, isBreakGlass } = payload;
  return {
    title: text(payload.targetLabel) || entity,
    path: `/guardian/actions/${entity}`,
    about: [byWords(event)],
    ...words,
    lines: [
      ...(text(reason) ? [`Reason: ${text(reason)}`] : []),
      ...(words.lines ?? []),
      ...(isBreakGlass === true && type === COMPLETED
        ? ["Nobody had approved it: another person must review it."]
        : []),
    ],
  };
}

const COMPLETED = "guardian.intervention.completed";

const ACTS: Record<ActionType, { ask: string; done: string }> = {
  cancel_task: { ask: "cancel a task", done: "Cancelled" },
  override_priority: { ask: "override a priority", done: "Priority overridden" },
  reallocate: { ask: "move capacity", done: "Capacity moved to" },
  pause: { ask: "pause", done: "Paused" },
  quarantine_agent: { ask: "quarantine an agent", done: "Quarantined" },
  replace_agent: { ask: "replace an agent", done: "Replaced" },
};

const STOP = { ask: "stop what runs, and pause", done: "Stopped and paused" };
const isStop = ({ payload }: EventRecord) => payload.attempts === "cancel";

const actOf = (event: EventRecord) =>
  isStop(event) ? STOP : (ACTS[event.payload.actionType as ActionType] ?? { ask: "intervene", done: "Done" });

/** Another agent takes time to come, and attempts to end: everything else is done in the moment in which it is begun. */
const takesTime = (event: EventRecord) => event.payload.actionType === "replace_agent" || isStop(event);

type Words = Pick<Wording, "head"> & Partial<Wording>;

const WORDS: Partial<Record<string, (event: EventRecord) => Words>> = {
  "guardian.approval.requested": (event) => ({
    head: `Approval needed: ${actOf(event).ask}`,
    path: "/guardian/approvals",
    lines: [needWords(event)],
  }),
  "guardian.approval.granted": (event) => ({
    head: `Approved: ${actOf(event).ask}`,
    saidBy: takesTime(event) ? "guardian.intervention.started" : COMPLETED,
  }),
  "guardian.approval.rejected": (event) => ({
    head: `${event.payload.isWithdrawn === true ? "Withdrawn" : "Rejected"}: ${actOf(event).ask}`,
  }),
  "guardian.approval.expired": (event) => ({ head: `Nobody decided in time: ${actOf(event).ask}` }),
  "guardian.intervention.started": (event) => ({
    head: `Begun: ${actOf(event).ask}`,
    ...(takesTime(event) ? {} : { saidBy: COMPLETED }),
  }),
  [COMPLETED]: (event) => ({ head: actOf(event).done, lines: endWords(event) }),
  "guardian.intervention.failed": (event) => ({
    head: `${event.payload.status === "stale" ? "Not carried out" : "Failed"}: ${actOf(event).ask}`,
    lines: [text(event.payload.message)].filter(Boolean),
  }),
  "guardian.intervention.reverted": (event) => ({
    head: `${event.payload.status === "reverting" ? "Being reverted" : "Over"}: ${actOf(event).ask}`,
    lines: event.payload.cause === "expired" ? ["Its time was over."] : [],
  }),
  "guardian.intervention.extended": (event) => ({
    head: `New end: ${actOf(event).ask}`,
    lines: endWords(event),
  }),
  "guardian.intervention.reviewed": (event) => ({
    head: `Reviewed as ${event.payload.verdict === "justified" ? "justified" : "not justified"}: ${actOf(event).ask}`,
  }),
  "guardian.resource.reallocated": (event) => ({ head: actOf(event).done, saidBy: COMPLETED }),
};

function needWords({ payload }: EventRecord): string {
  const reasons = Array.isArray(payload.reasons) ? payload.reasons.map(text) : [];
  const by =
    text(payload.expiresAt) && `Decide until ${formatZoned(new Date(text(payload.expiresAt)), "UTC")}.`;
  return [...reasons, by].filter(Boolean).join(" ");
}

/** What takes time has begun before it is told that it is done, and says itself when it ends. */
function endWords({ payload: { expiresAt, expiresInSeconds }, occurredAt }: EventRecord): string[] {
  if (typeof expiresInSeconds !== "number") return [];
  const until = new Date(text(expiresAt) || Date.parse(occurredAt) + expiresInSeconds * 1000);
  return [`Until ${formatZoned(until, "UTC")}`];
}

/** Whoever carries out what another has asked for has approved it. */
function byWords({ type, actor, actorName, payload }: EventRecord): string {
  const askedBy = text(payload.askedBy);
  if (askedBy && actor === SYSTEM.id) return `asked by ${askedBy}`;
  if (!askedBy || askedBy === actorName) return `by ${actorName}`;
  const isApproved = type === COMPLETED || type === "guardian.intervention.started";
  return `asked by ${askedBy}, ${isApproved ? "approved " : ""}by ${actorName}`;
}
