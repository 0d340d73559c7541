"use client";

import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import type { FormErrors } from "../prepare-form";
import { numberOf, textOf } from "../prepare-form";
import { EXPIRIES } from "../prepare-overlay";

/** Why an overlay is laid and how long it lasts; every dialog that lays one asks both. */
export function EndFields({
  errors,
  defaultSeconds = 3600,
}: {
  errors: FormErrors;
  defaultSeconds?: number;
}) {
  return (
    <>
      <Field label="Reason" required error={errors.fields.reason} hint="Shown wherever it has an effect.">
        {(field) => <Textarea {...field} name="reason" rows={2} maxLength={2000} className="min-h-14!" />}
      </Field>
      <Field label="Lasts" required error={errors.fields.expiresInSeconds}>
        {(field) => (
          <Select {...field} name="expiresInSeconds" defaultValue={String(defaultSeconds)}>
            {EXPIRIES.map(({ label, seconds }) => (
              <option key={label} value={seconds ?? ""}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </>
  );
}

export const END_FIELDS = ["scope", "reason", "expiresInSeconds"] as const;

export function endOf(form: FormData) {
  return { reason: textOf(form, "reason"), expiresInSeconds: numberOf(form, "expiresInSeconds") };
}
