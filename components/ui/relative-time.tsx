"use client";

import { formatRelative, formatUtc, formatUtcLong } from "./time-format";
import { useTimeText } from "./use-now";

/**
 * UTC from the server, then "3 min ago" once hydrated. `column` keeps the width of the UTC text, so that
 * a table's columns do not move; leave it out within a sentence.
 */
export function RelativeTime({ at, column }: { at: string | Date; column?: boolean }) {
  const date = new Date(at);
  const utc = formatUtc(date);
  const text = useTimeText((nowMs) => formatRelative(date, nowMs), utc);
  return (
    <time
      dateTime={date.toISOString()}
      title={formatUtcLong(date)}
      className={column ? "inline-grid whitespace-nowrap" : "whitespace-nowrap"}
    >
      {column ? <span className="col-start-1 row-start-1">{text}</span> : text}
      {column && text !== utc && (
        <span aria-hidden="true" className="invisible col-start-1 row-start-1 stacked:hidden">
          {utc}
        </span>
      )}
    </time>
  );
}
