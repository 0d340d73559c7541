import {
  Archive,
  Circle,
  CircleArrowDown,
  CircleCheck,
  CircleDashed,
  CircleDot,
  CircleDotDashed,
  CircleEllipsis,
  CirclePlay,
  CircleSlash,
  CircleStop,
  CircleX,
  ClockAlert,
  OctagonAlert,
  ShieldAlert,
  Unplug,
} from "lucide-react";
import type { ComponentType, SVGProps } from "react";
import { BarsHigh, BarsLow, BarsMedium } from "./priority-bars";
import type { Tone } from "./tones";

export type StatusLook = { label: string; tone: Tone; icon: ComponentType<SVGProps<SVGSVGElement>> };

/**
 * What each of the queue's words looks like; other rooms keep their own. Green is only "ended well", violet only
 * "being worked on", red only "needs a person"; what merely exists stays grey.
 */
export const statusLooks = {
  task: {
    pending: { label: "Pending", tone: "neutral", icon: CircleDashed },
    claimed: { label: "Claimed", tone: "info", icon: CircleDotDashed },
    running: { label: "Running", tone: "progress", icon: CirclePlay },
    completed: { label: "Completed", tone: "success", icon: CircleCheck },
    failed: { label: "Failed", tone: "danger", icon: CircleX },
    cancelled: { label: "Cancelled", tone: "neutral", icon: CircleSlash },
    blocked: { label: "Blocked", tone: "neutral", icon: CircleEllipsis },
    cancelling: { label: "Cancelling", tone: "warning", icon: CircleStop },
    preempted: { label: "Gave way", tone: "neutral", icon: CircleArrowDown },
  },
  agent: {
    idle: { label: "Idle", tone: "neutral", icon: Circle },
    running: { label: "Running", tone: "progress", icon: CirclePlay },
    stale: { label: "Stale", tone: "warning", icon: ClockAlert },
    draining: { label: "Draining", tone: "info", icon: CircleArrowDown },
    quarantined: { label: "Quarantined", tone: "danger", icon: ShieldAlert },
    lost: { label: "Lost", tone: "danger", icon: Unplug },
    retired: { label: "Retired", tone: "neutral", icon: Archive },
  },
  host: {
    online: { label: "Online", tone: "neutral", icon: CircleDot },
    stale: { label: "Stale", tone: "warning", icon: ClockAlert },
    offline: { label: "Offline", tone: "danger", icon: Unplug },
    draining: { label: "Draining", tone: "info", icon: CircleArrowDown },
    retired: { label: "Retired", tone: "neutral", icon: Archive },
  },
  host_request: {
    waiting: { label: "Waiting", tone: "neutral", icon: CircleDashed },
    starting: { label: "Starting", tone: "info", icon: CircleDotDashed },
    running: { label: "Running", tone: "progress", icon: CirclePlay },
    ended: { label: "Ended", tone: "neutral", icon: Archive },
    failed: { label: "Failed", tone: "danger", icon: CircleX },
    expired: { label: "Expired", tone: "warning", icon: ClockAlert },
    cancelled: { label: "Cancelled", tone: "neutral", icon: CircleSlash },
  },
  ticket: {
    open: { label: "Open", tone: "info", icon: CircleDot },
    done: { label: "Done", tone: "success", icon: CircleCheck },
    abandoned: { label: "Abandoned", tone: "neutral", icon: CircleSlash },
  },
  priority: {
    CRITICAL: { label: "Critical", tone: "danger", icon: OctagonAlert },
    HIGH: { label: "High", tone: "warning", icon: BarsHigh },
    MEDIUM: { label: "Medium", tone: "neutral", icon: BarsMedium },
    LOW: { label: "Low", tone: "neutral", icon: BarsLow },
  },
} as const satisfies Record<string, Record<string, StatusLook>>;

/** A kind and one of its own words: `{ kind: "task", value: "done" }` does not compile. */
export type StatusOf<Looks> = { [K in keyof Looks]: { kind: K; value: keyof Looks[K] } }[keyof Looks];
export type Status = StatusOf<typeof statusLooks>;

/** How a room shows one of its words; a word from a newer server is shown as it is. */
export function lookOf(
  looks: Record<string, Record<string, StatusLook>>,
  kind: string,
  value: string,
): StatusLook {
  return looks[kind]?.[value] ?? { label: value, tone: "neutral", icon: Circle };
}
