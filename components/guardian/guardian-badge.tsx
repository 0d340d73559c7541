import { type BadgeShape, LookBadge } from "@/components/ui/status";
import { lookOf, type StatusOf } from "@/components/ui/status-tones";
import { guardianLooks } from "./guardian-looks";

/** A state of an action, a policy or a firing. */
export function GuardianBadge({ kind, value, ...shape }: StatusOf<typeof guardianLooks> & BadgeShape) {
  return <LookBadge look={lookOf(guardianLooks, kind, value)} {...shape} />;
}
