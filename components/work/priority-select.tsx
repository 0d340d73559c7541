"use client";

import { Select } from "@/components/ui/select";
import { statusLooks } from "@/components/ui/status-tones";
import { Priority } from "@/lib/work/schema";

/** The priority that a list is narrowed to. */
export function PrioritySelect({
  value,
  onChange,
}: {
  value: Priority | null;
  onChange: (priority: Priority | null) => void;
}) {
  return (
    <Select
      aria-label="Priority"
      className="w-36! max-sm:w-auto! max-sm:flex-[1_0_40%]"
      value={value ?? ""}
      onChange={(event) => onChange(Priority.options.find((option) => option === event.target.value) ?? null)}
    >
      <option value="">All priorities</option>
      {Priority.options.map((option) => (
        <option key={option} value={option}>
          {statusLooks.priority[option].label}
        </option>
      ))}
    </Select>
  );
}
