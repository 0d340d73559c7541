"use client";

import { useState } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { FormErrors } from "@/components/work/prepare-form";
import { OnExceed } from "@/lib/costs/schema";
import { ON_EXCEED } from "../prepare-budget";

export const LIMIT_FIELDS = ["limit", "warnAt", "criticalAt", "onExceed"] as const;

interface Limits {
  limit: string;
  warnAt: number;
  criticalAt: number;
  onExceed: OnExceed;
}

/** How much, when to warn, and what happens at the limit; what may be changed later, too. */
export function LimitFields({ values, errors }: { values: Limits; errors: FormErrors }) {
  const [onExceed, setOnExceed] = useState(values.onExceed);
  return (
    <>
      <Field label="Limit in USD" required error={errors.fields.limit}>
        {(field) => (
          <Input
            {...field}
            name="limit"
            inputMode="decimal"
            autoComplete="off"
            placeholder="25.00"
            defaultValue={values.limit}
          />
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <PercentField label="Warning at %" name="warnAt" value={values.warnAt} error={errors.fields.warnAt} />
        <PercentField
          label="Critical at %"
          name="criticalAt"
          value={values.criticalAt}
          error={errors.fields.criticalAt}
        />
      </div>
      <Field label="At the limit" required error={errors.fields.onExceed} hint={ON_EXCEED[onExceed].effect}>
        {(field) => (
          <Select
            {...field}
            name="onExceed"
            value={onExceed}
            onChange={(event) => setOnExceed(OnExceed.parse(event.target.value))}
          >
            {OnExceed.options.map((option) => (
              <option key={option} value={option}>
                {ON_EXCEED[option].label}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </>
  );
}

function PercentField(props: { label: string; name: string; value: number; error: string | undefined }) {
  const { label, name, value, error } = props;
  return (
    <Field label={label} required error={error}>
      {(field) => (
        <Input
          {...field}
          type="number"
          name={name}
          min={0.1}
          max={100}
          step={0.1}
          defaultValue={Math.round(value * 1000) / 10}
        />
      )}
    </Field>
  );
}
