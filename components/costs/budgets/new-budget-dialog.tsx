"use client";

import { useId, useState } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { notify } from "@/components/ui/notify";
import { Select } from "@/components/ui/select";
import { FormDialog } from "@/components/work/form/form-dialog";
import type { DialogControl } from "@/components/work/form/use-dialog";
import { useSubmission } from "@/components/work/form/use-submission";
import { createBudget } from "@/lib/costs/queries";
import { BudgetPeriodKind, type CreateBudget, Zone } from "@/lib/costs/schema";
import { budgetScopeOf, newBudgetOf, PERIOD_NAMES } from "../prepare-budget";
import { BudgetScopeFields } from "./budget-scope-fields";
import { LIMIT_FIELDS, LimitFields } from "./limit-fields";
import { useBudgetsChanged } from "./use-budgets-changed";

const FIELDS = ["scope", "period", "zone", ...LIMIT_FIELDS];
const USUAL = { limit: "", warnAt: 0.8, criticalAt: 0.95, onExceed: "pause" } as const;

export function NewBudgetDialog({
  projectId,
  ...control
}: { projectId: string | undefined } & DialogControl) {
  const changed = useBudgetsChanged();
  const [unchosen, setUnchosen] = useState<string>();
  const { submit, isSending, errors } = useSubmission({
    names: FIELDS,
    send: (body: CreateBudget, key) => createBudget(body, key),
    onDone: ({ scopeLabel }) => {
      changed();
      notify.success("Budget created", { description: scopeLabel });
      control.onOpenChange(false);
    },
  });

  function send(form: FormData) {
    const scope = budgetScopeOf(form);
    setUnchosen(scope ? undefined : "Choose what it is about.");
    if (scope) submit(newBudgetOf(form, scope));
  }

  return (
    <FormDialog
      control={control}
      title="New budget"
      description="What is spent in the present period counts at once."
      submitLabel="Create budget"
      errors={errors}
      isSending={isSending}
      onSubmit={send}
    >
      <BudgetScopeFields projectId={projectId} error={unchosen ?? errors.fields.scope} />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Period" required error={errors.fields.period}>
          {(field) => (
            <Select {...field} name="period" defaultValue="monthly">
              {BudgetPeriodKind.options.map((period) => (
                <option key={period} value={period}>
                  {PERIOD_NAMES[period].label}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <ZoneField error={errors.fields.zone} />
      </div>
      <LimitFields values={USUAL} errors={errors} />
    </FormDialog>
  );
}

function ZoneField({ error }: { error: string | undefined }) {
  const listId = useId();
  const [zones] = useState(() => ["UTC", ...Intl.supportedValuesOf("timeZone")]);
  // The browser's own, unless it is one that only this machine knows.
  const [own] = useState(
    () => Zone.safeParse(Intl.DateTimeFormat().resolvedOptions().timeZone).data ?? "UTC",
  );
  return (
    <Field label="Time zone" required error={error} hint="Its periods begin at midnight there.">
      {(field) => (
        <>
          <Input {...field} name="zone" list={listId} autoComplete="off" defaultValue={own} />
          <datalist id={listId}>
            {zones.map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
