import {
  Archive,
  CircleArrowDown,
  CircleDashed,
  CircleDot,
  CircleDotDashed,
  CirclePlay,
  CircleSlash,
  CircleX,
  ClockAlert,
  TriangleAlert,
} from "lucide-react";
import type { StatusLook } from "@/components/ui/status-tones";

export const guardianLooks = {
  action: {
    proposed: { label: "Waits for approval", tone: "warning", icon: CircleDashed },
    approved: { label: "Approved", tone: "info", icon: CircleDotDashed },
    executing: { label: "Under way", tone: "progress", icon: CirclePlay },
    executed: { label: "Carried out", tone: "info", icon: CircleDot },
    reverting: { label: "Being reverted", tone: "progress", icon: CircleArrowDown },
    reverted: { label: "Reverted", tone: "neutral", icon: Archive },
    rejected: { label: "Rejected", tone: "neutral", icon: CircleSlash },
    expired: { label: "Expired", tone: "neutral", icon: ClockAlert },
    failed: { label: "Failed", tone: "danger", icon: CircleX },
    stale: { label: "Stale", tone: "warning", icon: TriangleAlert },
  },
  policy: {
    off: { label: "Off", tone: "neutral", icon: CircleSlash },
    observe: { label: "Observes", tone: "neutral", icon: CircleDashed },
    enforce: { label: "Enforces", tone: "info", icon: CircleDot },
  },
  firing: {
    observed: { label: "Observed", tone: "neutral", icon: CircleDashed },
    acting: { label: "Acting", tone: "progress", icon: CirclePlay },
    acted: { label: "Acted", tone: "info", icon: CircleDot },
    asked: { label: "Asked a person", tone: "warning", icon: CircleDotDashed },
    refused: { label: "Refused", tone: "warning", icon: TriangleAlert },
  },
} as const satisfies Record<string, Record<string, StatusLook>>;
