"use client";

import { PERIODS, type Period, periodStart } from "@/lib/client/period";
import { Select } from "./select";
import { spanWords } from "./time-format";

interface Span {
  from: string | null;
  to: string | null;
}

const GIVEN = "given";

const LABELS: Record<Period, string> = {
  "24h": "Last 24 hours",
  "7d": "7 days with today",
  "30d": "30 days with today",
  month: "This month",
};

/** The time that an address names, or one of the usual spans; chosen, it becomes an instant that can be shared. */
export function TimeSelect({ from, to, onChange }: Span & { onChange: (span: Span) => void }) {
  const isGiven = from !== null || to !== null;
  function choose(value: string) {
    const period = PERIODS.find((each): each is Period => each === value);
    onChange({ from: period ? periodStart(period, new Date()) : null, to: null });
  }
  return (
    <Select
      aria-label="Time"
      className={`${to === null ? "w-52!" : "w-64!"} max-sm:w-auto! max-sm:flex-[1_0_100%]`}
      value={isGiven ? GIVEN : ""}
      onChange={(event) => event.target.value !== GIVEN && choose(event.target.value)}
    >
      <option value="">Any time</option>
      {isGiven && <option value={GIVEN}>{spanWords(from, to)}</option>}
      {PERIODS.map((period) => (
        <option key={period} value={period}>
          {LABELS[period]}
        </option>
      ))}
    </Select>
  );
}
