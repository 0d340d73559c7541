"use client";

import { useEffect } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { PriorityField } from "@/components/work/form/priority-field";
import { ScopeFields } from "@/components/work/overlays/scope-fields";
import type { FormErrors } from "@/components/work/prepare-form";
import { HOLD_KINDS, OVERRIDE_KINDS, RESERVATION_KINDS } from "@/components/work/prepare-scope";
import type { ActionType } from "@/lib/guardian/schema";
import type { InterveneTarget, Preset } from "./prepare-intervention";

const SCOPE_KINDS = {
  pause: HOLD_KINDS,
  override_priority: OVERRIDE_KINDS,
  reallocate: RESERVATION_KINDS,
} as const;

/** What an intervention of this type must be told, beside what the page knows. */
export function ActFields({
  type,
  target,
  projectId,
  preset,
  errors,
  onShown,
}: {
  type: ActionType;
  target: InterveneTarget | undefined;
  projectId: string | undefined;
  preset: Preset | undefined;
  errors: FormErrors;
  /** The fields of this type are there, with what they begin with. */
  onShown: () => void;
}) {
  useEffect(onShown, [onShown]);
  const asksScope = target === undefined && type in SCOPE_KINDS;
  return (
    <>
      {asksScope && (
        <ScopeFields
          key={type}
          kinds={SCOPE_KINDS[type as keyof typeof SCOPE_KINDS]}
          projectId={projectId}
          error={errors.fields.scope ?? errors.fields.to}
          {...(type === "pause" && preset && projectId ? { first: "project" as const } : {})}
        />
      )}
      {type === "override_priority" && (
        <PriorityField defaultValue="CRITICAL" error={errors.fields.priority} />
      )}
      {type === "pause" && <PauseFields preset={preset} />}
      {type === "quarantine_agent" && (
        <Checkbox
          name="cancelAttempts"
          label="Stop what it does now"
          hint="Its tasks go back to the queue. Without this it may finish them."
        />
      )}
      {type === "reallocate" && (
        <>
          <Field label="Slots" required error={errors.fields.slots}>
            {(field) => (
              <Input
                {...field}
                name="slots"
                type="number"
                min={1}
                max={1000}
                defaultValue={1}
                className="w-28"
              />
            )}
          </Field>
          <Checkbox
            name="preempt"
            label="Stop lower work to have them now"
            hint="It goes back to the queue. Without this, slots move as they come free."
          />
        </>
      )}
    </>
  );
}

function PauseFields({ preset }: { preset: Preset | undefined }) {
  return (
    <>
      <Field label="What runs now" required>
        {(field) => (
          <Select {...field} name="attempts" defaultValue={preset === "stop" ? "cancel" : "finish"}>
            <option value="finish">May finish</option>
            <option value="cancel">Is stopped and goes back to the queue</option>
          </Select>
        )}
      </Field>
      <Checkbox
        name="staged"
        label="Let it go in stages"
        hint="Reverted, a tenth comes first, then half, then the rest."
      />
    </>
  );
}
