"use client";

import { useQuery } from "@tanstack/react-query";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { phasesQuery } from "@/lib/work/queries";

export function PhaseField({ error }: { error: string | undefined }) {
  const phases = useQuery(phasesQuery());
  return (
    <Field label="Phase" required error={error}>
      {(field) => (
        <Select {...field} name="phase">
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
