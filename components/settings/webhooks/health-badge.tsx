import { Ban, CircleCheck, CircleDashed, CircleX } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import type { Webhook } from "@/lib/platform/webhooks/schema";

const LOOKS = {
  new: { label: "Nothing sent yet", tone: "neutral", icon: CircleDashed },
  healthy: { label: "Healthy", tone: "success", icon: CircleCheck },
  failing: { label: "Failing", tone: "danger", icon: CircleX },
  disabled: { label: "Disabled", tone: "neutral", icon: Ban },
} as const;

export function HealthBadge({ health }: { health: Webhook["health"] }) {
  const { label, tone, icon } = LOOKS[health];
  return (
    <Badge tone={tone} icon={icon}>
      {label}
    </Badge>
  );
}
