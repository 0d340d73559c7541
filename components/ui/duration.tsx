"use client";

import { formatDuration, formatUtc, formatUtcLong } from "./time-format";
import { useTimeText } from "./use-now";

/** A length of time that has ended. */
export function Duration({ durationMs }: { durationMs: number }) {
  return (
    <time dateTime={`PT${Math.max(0, durationMs) / 1000}S`} className="whitespace-nowrap">
      {formatDuration(durationMs)}
    </time>
  );
}

/** A length of time still growing; whole seconds, so that it ticks evenly. */
export function Elapsed({ since }: { since: string | Date }) {
  const start = new Date(since);
  const text = useTimeText(
    (nowMs) => {
      const seconds = Math.max(0, Math.floor((nowMs - start.getTime()) / 1000));
      return seconds < 10 ? `${seconds} s` : formatDuration(seconds * 1000);
    },
    `since ${formatUtc(start)}`,
  );
  return (
    <time
      dateTime={start.toISOString()}
      title={`Since ${formatUtcLong(start)}`}
      className="whitespace-nowrap"
    >
      {text}
    </time>
  );
}
