"use client";

import { Alert } from "@/components/ui/alert";
import { RelativeTime } from "@/components/ui/relative-time";
import { useTimeText } from "@/components/ui/use-now";
import { useLive } from "./live-provider";

/** A connection that comes back at once is not worth a word. */
const OVERDUE_MS = 10_000;

/** Once a page: says that what it shows does not follow the fleet any more, and since when. */
export function LiveNote() {
  const { state, staleSinceMs } = useLive();
  const isOverdue =
    useTimeText(
      (nowMs) => (staleSinceMs !== null && nowMs - staleSinceMs > OVERDUE_MS ? "overdue" : ""),
      "",
    ) !== "";
  if (staleSinceMs === null || state === "live" || (state === "reconnecting" && !isOverdue)) return null;
  return (
    <div className="mb-4">
      <Alert
        announce
        tone="warning"
        title={
          <>
            {state === "paused" ? "Live updates are paused" : "The connection is lost"}. This page is from{" "}
            <RelativeTime at={new Date(staleSinceMs)} />.
          </>
        }
      />
    </div>
  );
}
