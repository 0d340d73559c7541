"use client";

import { useQuery } from "@tanstack/react-query";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { phasesQuery } from "@/lib/work/queries";

export function PhaseField({
  defaultValue,
  error,
}: {
  /** The first phase unless said. */
  defaultValue?: string;
  error: string | undefined;
}) {
  const phases = useQuery(phasesQuery());
  return (
    <Field label="Phase" required error={error}>
      {(field) => (
        // Made anew with its options: a default that is not there yet would be lost.
        <Select {...field} key={phases.data ? "ready" : "loading"} name="phase" defaultValue={defaultValue}>
          {phases.data?.items.map((phase) => (
            <option key={phase.id} value={phase.id}>
              {phase.name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
