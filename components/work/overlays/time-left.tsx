"use client";

import { RelativeTime } from "@/components/ui/relative-time";
import { formatUtc, formatUtcLong } from "@/components/ui/time-format";
import { useTimeText } from "@/components/ui/use-now";
import { timeLeft } from "../prepare-overlay";

/** When an overlay ends by itself, counting down; not announced, since it changes every second. */
export function TimeLeft({ expiresAt }: { expiresAt: string | null }) {
  return expiresAt ? <Countdown at={expiresAt} /> : <span className="text-muted">Until ended</span>;
}

function Countdown({ at }: { at: string }) {
  const date = new Date(at);
  const text = useTimeText((nowMs) => timeLeft(at, nowMs), `until ${formatUtc(date)}`);
  return (
    <time dateTime={at} title={`Until ${formatUtcLong(date)}`} className="whitespace-nowrap tabular-nums">
      {text}
    </time>
  );
}

/** When it ends or ended, and by whom that was done. */
export function OverlayEnd({
  overlay,
}: {
  overlay: { expiresAt: string | null; endedAt: string | null; endedBy: string | null };
}) {
  const { expiresAt, endedAt, endedBy } = overlay;
  if (endedAt === null) return <TimeLeft expiresAt={expiresAt} />;
  // One whose task or ticket is over ends by itself before its time.
  const isByTime = endedBy === "system" && expiresAt !== null && Date.parse(endedAt) >= Date.parse(expiresAt);
  return (
    <span className="text-muted">
      {isByTime ? "Expired" : "Ended"} <RelativeTime at={endedAt} />
    </span>
  );
}
