import { type BadgeShape, LookBadge } from "@/components/ui/status";
import { lookOf, type StatusOf } from "@/components/ui/status-tones";
import { alertLooks } from "./alert-looks";

/** A state of an alert, or how severe it is. */
export function AlertBadge({ kind, value, ...shape }: StatusOf<typeof alertLooks> & BadgeShape) {
  return <LookBadge look={lookOf(alertLooks, kind, value)} {...shape} />;
}
