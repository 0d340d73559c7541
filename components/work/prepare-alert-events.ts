// Events of alerts and of the watchdog in words.
import type { EventRecord } from "@/lib/platform/events/schema";
import type { Tone } from "../ui/tones";

type Payload = EventRecord["payload"];
interface Words {
  what: string;
  detail?: string;
  tone?: Tone;
}

const REMEDIES: Record<string, string> = {
  release_claims: "releases what is held",
  fail_over: "fails over to another agent",
  restart_agent: "has another agent started",
};
const OUTCOMES: Record<string, { words: string; tone: Tone }> = {
  done: { words: "", tone: "info" },
  refused: { words: ": could not be done", tone: "warning" },
  held: { words: ": left alone", tone: "neutral" },
};

export const ALERT_EVENTS = {
  "alert.raised": ({ title, severity, timesReopened, isSilenceOver }: Payload): Words => ({
    what: `${raised(timesReopened, isSilenceOver)}: ${text(title)}`,
    tone: severity === "critical" ? "danger" : severity === "info" ? "info" : "warning",
  }),
  "alert.acknowledged": ({ note }: Payload): Words => withDetail("Alert acknowledged", note, "info"),
  "alert.silenced": ({ note, until }: Payload): Words =>
    withDetail(`Alert silenced${untilWords(until)}`, note, "neutral"),
  "alert.escalated": ({ reason }: Payload): Words => withDetail("Alert escalated", reason, "danger"),
  "alert.resolved": ({ note }: Payload): Words => withDetail("Alert resolved", note, "success"),
  "watchdog.remedy_tried": ({ kind, outcome, detail }: Payload): Words => {
    const { words, tone } = OUTCOMES[text(outcome)] ?? { words: "", tone: "neutral" as const };
    return withDetail(`Watchdog ${REMEDIES[text(kind)] ?? "acts"}${words}`, detail, tone);
  },
};

function raised(
  timesReopened: Payload[string] | undefined,
  isSilenceOver: Payload[string] | undefined,
): string {
  if (isSilenceOver === true) return "Its silence is over";
  return typeof timesReopened === "number" && timesReopened > 0 ? "Alert came back" : "Alert raised";
}

function untilWords(until: Payload[string] | undefined): string {
  const at = typeof until === "string" ? Date.parse(until) : Number.NaN;
  return Number.isNaN(at) ? "" : ` until ${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function withDetail(what: string, detail: Payload[string] | undefined, tone: Tone): Words {
  return { what, tone, ...(typeof detail === "string" && detail !== "" ? { detail } : {}) };
}

function text(value: Payload[string] | undefined): string {
  return typeof value === "string" ? value : "";
}
