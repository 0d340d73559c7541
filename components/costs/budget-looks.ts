import { CircleDot, CircleX, OctagonAlert, TriangleAlert } from "lucide-react";
import type { StatusLook } from "@/components/ui/status-tones";

export const budgetLooks = {
  budget: {
    within: { label: "Within", tone: "neutral", icon: CircleDot },
    warning: { label: "Warning", tone: "warning", icon: TriangleAlert },
    critical: { label: "Critical", tone: "danger", icon: OctagonAlert },
    exceeded: { label: "Exceeded", tone: "danger", icon: CircleX },
  },
} as const satisfies Record<string, Record<string, StatusLook>>;
