"use client";

import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";

/** Chooses the kind of a scope; which one of that kind is a field of its own. */
export function KindField<Kind extends string>({
  kinds,
  words,
  value,
  onChange,
  error,
}: {
  kinds: readonly Kind[];
  words: Record<Kind, string>;
  /** Empty: none is chosen yet. */
  value: Kind | "";
  onChange: (kind: Kind) => void;
  error: string | undefined;
}) {
  return (
    <Field label="Scope" required error={error}>
      {(field) => (
        <Select
          {...field}
          name="kind"
          value={value}
          onChange={(event) => {
            const chosen = kinds.find((kind) => kind === event.target.value);
            if (chosen) onChange(chosen);
          }}
        >
          {value === "" && <option value="">Choose…</option>}
          {kinds.map((kind) => (
            <option key={kind} value={kind}>
              {words[kind]}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
