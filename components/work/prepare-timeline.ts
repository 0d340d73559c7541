// Events in words.
import type { EventRecord, EventType } from "@/lib/platform/events/schema";
import { formatDuration } from "../ui/time-format";
import type { Tone } from "../ui/tones";
import { ACCESS_EVENTS } from "./prepare-access-events";
import { ALERT_EVENTS } from "./prepare-alert-events";
import { COST_EVENTS } from "./prepare-cost-events";
import { GUARDIAN_EVENTS } from "./prepare-guardian-events";
import { POLICY_EVENTS } from "./prepare-policy-events";

export interface Moment {
  id: string;
  what: string;
  /** A reason or an error's message, as it was written. */
  detail: string | null;
  who: string;
  at: string;
  tone: Tone;
}

type Payload = EventRecord["payload"];
interface Words {
  what: string;
  detail?: string | null;
  tone?: Tone;
}
export interface Names {
  phase: (id: string) => string;
}
type Describe = (payload: Payload, names: Names) => Words;

const DESCRIPTIONS: Partial<Record<EventType, Describe>> = {
  ...COST_EVENTS,
  ...GUARDIAN_EVENTS,
  ...ACCESS_EVENTS,
  ...ALERT_EVENTS,
  ...POLICY_EVENTS,
  "project.created": () => ({ what: "Project created" }),
  "project.updated": (payload) => ({ what: `${listOf(Object.keys(payload), "Project")} changed` }),
  "ticket.created": (payload, { phase }) => ({ what: `Ticket created in ${phase(text(payload.phase))}` }),
  "ticket.updated": (payload) =>
    payload.status
      ? {
          what: `Status set to ${text(payload.status)}`,
          tone: payload.status === "done" ? "success" : "neutral",
        }
      : { what: `${changed(payload)} changed` },
  "ticket.phase_changed": (payload, { phase }) => ({
    what: `Moved from ${phase(text(payload.from))} to ${phase(text(payload.to))}`,
    detail: text(payload.reason),
    tone: "info",
  }),
  "task.created": () => ({ what: "Task created" }),
  "task.updated": (payload) => ({ what: `${changed(payload)} changed` }),
  "task.claimed": (payload) => ({
    what: `Attempt ${text(payload.number)} claimed by ${text(payload.agentName)}`,
    tone: "info",
  }),
  "task.started": (payload) => ({ what: `Attempt ${text(payload.number)} started`, tone: "progress" }),
  "task.completed": () => ({ what: "Completed", tone: "success" }),
  "task.failed": (payload) => ({ what: "Failed for good", detail: errorOf(payload), tone: "danger" }),
  "task.retried": (payload) =>
    payload.isReopened === true
      ? { what: "Cancellation taken back; queued again", detail: text(payload.reason), tone: "info" }
      : {
          what: `${isPreempted(payload) ? "Gave way to other work" : "Attempt failed"}; queued again${delay(payload.delayMs)}`,
          detail: errorOf(payload),
          tone: "warning",
        },
  "task.cancel_requested": (payload) => ({
    what: `${STOP_WORDS[text(payload.cause)] ?? "Cancel requested"}, ${text(payload.graceSeconds)} s to stop`,
    detail: text(payload.reason),
    tone: "warning",
  }),
  "task.cancelled": (payload) => ({
    what: payload.stopConfirmed ? "Cancelled" : "Cancelled; the agent did not confirm that it stopped",
  }),
  "task.stop_confirmed": () => ({ what: "The agent confirmed that the process is gone" }),
  "task.lease_lost": (payload) =>
    (payload.error as { kind?: unknown } | undefined)?.kind === "handed_over"
      ? { what: "Taken from its agent", detail: errorOf(payload), tone: "warning" }
      : { what: "The agent went silent and lost the task", tone: "danger" },
  "task.artifact_added": (payload) => ({ what: `Artifact ${text(payload.name)} added` }),
  "agent.registered": () => ({ what: "Registered", tone: "info" }),
  "agent.lost": () => ({ what: "Lost: not heard of for too long", tone: "danger" }),
  "agent.recovered": () => ({ what: "Heard of again", tone: "success" }),
  "agent.draining": () => ({ what: "Draining: gets no new tasks", tone: "info" }),
  "agent.retired": () => ({ what: "Retired" }),
  "agent.quarantined": (payload) => ({
    what: "Put in quarantine: gets no tasks",
    detail: text(payload.reason),
    tone: "danger",
  }),
  "agent.reinstated": () => ({ what: "Reinstated: gets tasks again", tone: "success" }),
  "task.unblocked": () => ({ what: "No task is waited for any more", tone: "info" }),
  "host.registered": () => ({ what: "Host registered", tone: "info" }),
  "host.offline": () => ({ what: "Host offline: not heard of for too long", tone: "danger" }),
  "host.online": () => ({ what: "Host heard of again", tone: "success" }),
  "host.draining": () => ({ what: "Host draining: starts no more agents", tone: "info" }),
  "host.retired": () => ({ what: "Host retired" }),
  "host.start_requested": (payload) => ({
    what: `Agent asked for: ${text(payload.template)}${payload.replaces ? `, in place of ${text(payload.replacesName)}` : ""}`,
    detail: text(payload.reason),
    tone: "info",
  }),
  "host.start_accepted": (payload) => ({ what: `Host begins to start an agent: ${text(payload.template)}` }),
  "host.start_cancelled": (payload) => ({
    what: `Request for an agent cancelled: ${text(payload.template)}`,
  }),
  "host.start_expired": (payload) => ({
    what: `Request for an agent expired: ${text(payload.template)}`,
    tone: "warning",
  }),
  "host.start_failed": (payload) => ({
    what: `Agent could not be started: ${text(payload.template)}`,
    detail: text(payload.message),
    tone: "danger",
  }),
  "host.started": (payload) => ({ what: `Agent started: ${text(payload.agentName)}`, tone: "success" }),
  "host.agent_ended": (payload) => ({ what: `Agent ended: ${text(payload.agentName)}` }),
  "host.agent_failed": (payload) => ({
    what: `Agent given up: ${text(payload.agentName)}`,
    detail: text(payload.message),
    tone: "danger",
  }),
  "hold.placed": (payload) => placed("Hold placed", payload, "warning"),
  "hold.ended": (payload) => ended("Hold ended", payload),
  "priority_override.placed": (payload) =>
    placed(`Priority overridden to ${text(payload.priority).toLowerCase()}`, payload, "info"),
  "priority_override.ended": (payload) => ended("Priority override ended", payload),
  "capacity_reservation.placed": (payload) => placed("Capacity reserved", payload, "info"),
  "capacity_reservation.ended": (payload) => ended("Capacity reservation ended", payload),
};

const STOP_WORDS: Record<string, string> = {
  cancel: "Cancel requested",
  timeout: "Over its timeout",
  deadline: "Past its deadline",
  preempt: "Asked to give way to other work",
};

function placed(what: string, { reason, expiresInSeconds }: Payload, tone: Tone): Words {
  const span = typeof expiresInSeconds === "number" ? `, for ${formatDuration(expiresInSeconds * 1000)}` : "";
  return { what: `${what}${span}`, detail: text(reason), tone };
}

function ended(what: string, { reason }: Payload): Words {
  return reason === "expired" ? { what: `${what}: its time is over` } : { what, detail: text(reason) };
}

export function toMoment(event: EventRecord, names: Names): Moment {
  const words = DESCRIPTIONS[event.type]?.(event.payload, names);
  const { what, detail, tone }: Words = words ?? { what: inWords(event.type) };
  return {
    id: event.id,
    what,
    detail: detail || null,
    who: event.actorName,
    at: event.occurredAt,
    tone: tone ?? "neutral",
  };
}

function text(value: Payload[string] | undefined): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function errorOf({ error }: Payload): string {
  return error !== null && typeof error === "object" && !Array.isArray(error) ? text(error.message) : "";
}

function isPreempted({ error }: Payload): boolean {
  return (error as { kind?: unknown } | undefined)?.kind === "preempted";
}

function delay(delayMs: Payload[string] | undefined): string {
  if (typeof delayMs !== "number" || delayMs <= 0) return " at once";
  return ` after ${Math.max(1, Math.round(delayMs / 1000))} s`;
}

function changed({ changed: fields }: Payload): string {
  return listOf(
    Array.isArray(fields) ? fields.filter((field) => typeof field === "string") : [],
    "Something",
  );
}

/** `Title, priority and required capabilities` */
function listOf(fields: string[], nothing: string): string {
  const words = fields.map((field) => field.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));
  const joined = words.length > 1 ? `${words.slice(0, -1).join(", ")} and ${words.at(-1)}` : words[0];
  return capital(joined ?? nothing);
}

/** `quality.gate_failed` becomes `Quality gate failed`: a type that this page does not know yet. */
function inWords(type: string): string {
  return capital(type.replaceAll(/[._]/g, " "));
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
