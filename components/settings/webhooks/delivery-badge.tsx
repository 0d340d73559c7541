import { CircleCheck, CircleX, Clock } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import type { Delivery } from "@/lib/platform/webhooks/schema";

/** What became of a delivery; one that failed and will be tried again says so. */
export function DeliveryBadge({ delivery }: { delivery: Delivery }) {
  if (delivery.state === "delivered") {
    return (
      <Badge tone="success" icon={CircleCheck}>
        Delivered
      </Badge>
    );
  }
  if (delivery.state === "dead") {
    return (
      <Badge tone="danger" icon={CircleX}>
        Given up
      </Badge>
    );
  }
  const hasFailed = delivery.attemptCount > 0;
  return (
    <Badge tone={hasFailed ? "warning" : "info"} icon={Clock}>
      {hasFailed ? "Will be tried again" : "Waiting"}
    </Badge>
  );
}
