// Events of the guardian's actions in words.
import type { ActionType } from "@/lib/guardian/schema";
import type { EventRecord } from "@/lib/platform/events/schema";
import type { Tone } from "../ui/tones";
import { GUARDIAN_VERBS } from "./guardian-verbs";

type Payload = EventRecord["payload"];
interface Words {
  what: string;
  detail?: string;
  tone?: Tone;
}

const text = (value: Payload[string] | undefined) => (typeof value === "string" ? value : "");
const about = ({ actionType, targetLabel }: Payload) =>
  `${GUARDIAN_VERBS[actionType as ActionType] ?? "act on"} ${text(targetLabel)}`;
const told = (what: string, payload: Payload, tone: Tone, detail = text(payload.reason)): Words => ({
  what,
  tone,
  ...(detail ? { detail } : {}),
});

export const GUARDIAN_EVENTS = {
  "guardian.intervention.started": (payload: Payload) =>
    told(`Intervention begun: ${about(payload)}`, payload, "info"),
  "guardian.intervention.completed": (payload: Payload) =>
    told(`Intervention done: ${about(payload)}`, payload, "info"),
  "guardian.intervention.failed": (payload: Payload) =>
    told(
      `Intervention ${payload.status === "stale" ? "not carried out" : "failed"}: ${about(payload)}`,
      payload,
      "danger",
      text(payload.message),
    ),
  "guardian.intervention.reverted": (payload: Payload) =>
    told(
      payload.status === "reverting"
        ? `Intervention being reverted: ${about(payload)}`
        : `Intervention reverted: ${about(payload)}`,
      payload,
      "neutral",
      text(payload.reason) || (payload.cause === "expired" ? "Its time was over." : ""),
    ),
  "guardian.intervention.extended": (payload: Payload) =>
    told(`New end set: ${about(payload)}`, payload, "info"),
  "guardian.intervention.reviewed": (payload: Payload) =>
    told(
      `Reviewed as ${payload.verdict === "justified" ? "justified" : "not justified"}: ${about(payload)}`,
      payload,
      "info",
    ),
  "guardian.resource.reallocated": (payload: Payload) =>
    told(`Capacity moved to ${text(payload.targetLabel)}`, payload, "info"),
  "guardian.approval.requested": (payload: Payload) =>
    told(`Approval asked for: ${about(payload)}`, payload, "warning"),
  "guardian.approval.granted": (payload: Payload) =>
    told(`${payload.isSelfApproved ? "Self-approved" : "Approved"}: ${about(payload)}`, payload, "success"),
  "guardian.approval.rejected": (payload: Payload) =>
    told(`${payload.isWithdrawn ? "Withdrawn" : "Rejected"}: ${about(payload)}`, payload, "neutral"),
  "guardian.approval.expired": (payload: Payload) =>
    told(`Nobody decided in time: ${about(payload)}`, payload, "neutral"),
};
