import { Info } from "lucide-react";
import { type PolicyMeaning, toDuration } from "@/lib/guardian/schema";

/** What `max_ttl` means for a condition that goes on to hold, which is not what one expects of it. */
export function EndNote({ meaning: { actions, ttlSeconds } }: { meaning: PolicyMeaning }) {
  // Cancelling lasts no time.
  if (actions.every((type) => type === "cancel_task")) return null;
  return (
    <p className="flex items-start gap-1.5 text-muted">
      <Info aria-hidden="true" className="mt-0.5 size-3.5 shrink-0" />
      <span className="min-w-0">
        What it lays ends after <code className="text-xs">max_ttl</code>, {toDuration(ttlSeconds)}. Where the
        condition still holds then, it does not act again before the condition has been false.
      </span>
    </p>
  );
}
