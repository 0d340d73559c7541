import type { Period } from "@/lib/costs/queries";
import { formatUtc } from "../ui/time-format";

export const PERIOD_WORDS: Record<Period, { label: string; within: string }> = {
  "24h": { label: "24 h", within: "last 24 hours" },
  "7d": { label: "7 d", within: "7 days with today" },
  "30d": { label: "30 d", within: "30 days with today" },
  month: { label: "This month", within: "since the 1st" },
};

/** Of records, not of calls: a runner sums up the calls of an attempt. */
export function recordWords(records: number): string {
  return records === 1 ? "1 record" : `${records.toLocaleString("en")} records`;
}

/** `22 Nov, 00:00 UTC – 23 Nov, 00:00 UTC`, `Since 22 Nov, 00:00 UTC` */
export function spanWords(from: string | null, to: string | null): string {
  if (from && to) return `${formatUtc(new Date(from)).replace(" UTC", "")} – ${formatUtc(new Date(to))}`;
  if (from) return `Since ${formatUtc(new Date(from))}`;
  return to ? `Before ${formatUtc(new Date(to))}` : "Any time";
}
