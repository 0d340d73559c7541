"use client";

import { useLive } from "@/components/live/live-provider";
import { Button } from "@/components/ui/button";
import { LOG_SHOWN_MAX } from "../prepare-log";
import { formatBytes } from "../prepare-size";
import type { LogState } from "./use-log";

/** How much of the log there is, how much of it is shown, and whether it still grows. */
export function LogStatus({ log, isOpen }: { log: LogState; isOpen: boolean }) {
  const { state } = useLive();
  const { buffer, sizeBytes, error } = log;
  if (error) {
    return (
      <p role="status" className="flex items-center gap-2 text-warning">
        Could not read on: {error.message}
        <Button size="sm" onClick={log.retry} loading={log.isReading}>
          Try again
        </Button>
      </p>
    );
  }
  const growth = !isOpen ? "ended" : state === "paused" ? "paused" : "still open";
  return (
    <p className="text-xs text-muted tabular-nums">
      {formatBytes(sizeBytes ?? 0)}, {growth}
      {buffer.isCut && `; only about the last ${formatBytes(LOG_SHOWN_MAX)} are shown here`}
    </p>
  );
}
