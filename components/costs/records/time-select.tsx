"use client";

import { Select } from "@/components/ui/select";
import { PERIODS, type Period, periodStart } from "@/lib/costs/queries";
import { PERIOD_WORDS, spanWords } from "../prepare-words";

interface Span {
  from: string | null;
  to: string | null;
}

const GIVEN = "given";

/** The time that an address names, or one of the overview's; chosen, it becomes an instant that can be shared. */
export function TimeSelect({ from, to, onChange }: Span & { onChange: (span: Span) => void }) {
  const isGiven = from !== null || to !== null;
  function choose(value: string) {
    const period = PERIODS.find((each): each is Period => each === value);
    onChange({ from: period ? periodStart(period, new Date()) : null, to: null });
  }
  return (
    <Select
      aria-label="Time"
      className="w-64! max-sm:w-auto! max-sm:flex-[1_0_100%]"
      value={isGiven ? GIVEN : ""}
      onChange={(event) => event.target.value !== GIVEN && choose(event.target.value)}
    >
      <option value="">Any time</option>
      {isGiven && <option value={GIVEN}>{spanWords(from, to)}</option>}
      {PERIODS.map((period) => (
        <option key={period} value={period}>
          {PERIOD_WORDS[period].label}
        </option>
      ))}
    </Select>
  );
}
