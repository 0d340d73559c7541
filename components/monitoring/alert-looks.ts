import {
  Circle,
  CircleCheck,
  CircleDot,
  CircleDotDashed,
  CircleSlash,
  OctagonAlert,
  TriangleAlert,
} from "lucide-react";
import type { StatusLook } from "@/components/ui/status-tones";

export const alertLooks = {
  alert: {
    raised: { label: "Raised", tone: "danger", icon: CircleDot },
    acknowledged: { label: "Acknowledged", tone: "info", icon: CircleDotDashed },
    silenced: { label: "Silenced", tone: "neutral", icon: CircleSlash },
    resolved: { label: "Resolved", tone: "success", icon: CircleCheck },
  },
  severity: {
    info: { label: "Info", tone: "neutral", icon: Circle },
    warning: { label: "Warning", tone: "warning", icon: TriangleAlert },
    critical: { label: "Critical", tone: "danger", icon: OctagonAlert },
  },
} as const satisfies Record<string, Record<string, StatusLook>>;
