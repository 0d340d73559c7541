// Events of the guardian's policies in words.
import type { EventRecord } from "@/lib/platform/events/schema";
import type { Tone } from "../ui/tones";

type Payload = EventRecord["payload"];
interface Words {
  what: string;
  detail?: string;
  tone?: Tone;
}

export const POLICY_EVENTS = {
  "guardian.policy.changed": ({ policy, from, to, file }: Payload): Words => {
    const where = typeof file === "string" ? ` by its file ${file}` : "";
    const [before, after] = [stateOf(from), stateOf(to)];
    if (!before)
      return {
        what: `Policy ${name(policy)} made${where}: ${MODES[after?.mode ?? ""] ?? "new"}`,
        tone: "info",
      };
    const isSwitched = before.mode !== after?.mode;
    const text = before.hash === after?.hash ? [] : ["text changed"];
    const mode = isSwitched ? [MODES[after?.mode ?? ""] ?? "mode changed"] : [];
    return {
      what: `Policy ${name(policy)}: ${[...text, ...mode].join(", ") || "changed"}${where}`,
      tone: isSwitched && after?.mode === "enforce" ? "warning" : "info",
    };
  },
  "guardian.policy.fired": ({ policy, mode, title, firings }: Payload): Words => {
    const about = typeof title === "string" && title !== "" ? ` about ${title}` : "";
    const all: unknown[] = Array.isArray(firings) ? firings : [];
    const refused = all.filter((one) => partOf(one, "outcome") === "refused");
    const why = partOf(refused[0], "detail");
    const detail = typeof why === "string" ? { detail: why } : {};
    if (mode === "observe") {
      const would = refused.length > 0 && refused.length === all.length ? "have been refused" : "have acted";
      return { what: `Policy ${name(policy)} would ${would}${about}`, ...detail };
    }
    return refused.length > 0
      ? { what: `Policy ${name(policy)} could not act${about}`, ...detail, tone: "warning" }
      : { what: `Policy ${name(policy)} fired${about}`, tone: "info" };
  },
  "guardian.policy.faulted": ({ policy, fault }: Payload): Words => ({
    what: `Policy ${name(policy)} cannot be decided, and does nothing`,
    ...(typeof fault === "string" ? { detail: fault } : {}),
    tone: "danger",
  }),
};

const MODES: Record<string, string> = { off: "switched off", observe: "observes", enforce: "enforces" };

function name(policy: Payload[string] | undefined): string {
  return typeof policy === "string" ? policy : "of the guardian";
}

function stateOf(state: unknown): { hash?: string; mode?: string } | null {
  return state !== null && typeof state === "object" ? state : null;
}

function partOf(firing: unknown, part: "outcome" | "detail"): unknown {
  return firing !== null && typeof firing === "object" && part in firing
    ? (firing as Record<string, unknown>)[part]
    : undefined;
}
