"use client";

import { notify } from "@/components/ui/notify";
import { FormDialog } from "@/components/work/form/form-dialog";
import type { DialogControl } from "@/components/work/form/use-dialog";
import { useSubmission } from "@/components/work/form/use-submission";
import { changedFields } from "@/components/work/prepare-form";
import { updateBudget } from "@/lib/costs/queries";
import type { Budget, UpdateBudget } from "@/lib/costs/schema";
import { limitsOf, spentWords } from "../prepare-budget";
import { LIMIT_FIELDS, LimitFields } from "./limit-fields";
import { useBudgetsChanged } from "./use-budgets-changed";

export function EditBudgetDialog({ budget, ...control }: { budget: Budget } & DialogControl) {
  const changed = useBudgetsChanged();
  const { submit, isSending, errors } = useSubmission({
    names: LIMIT_FIELDS,
    send: (body: UpdateBudget) => updateBudget(budget.id, body),
    onDone: ({ scopeLabel }) => {
      changed();
      notify.success("Budget saved", { description: scopeLabel });
      control.onOpenChange(false);
    },
  });

  function send(form: FormData) {
    const body = changedFields(budget, limitsOf(form));
    if (Object.keys(body).length === 0) control.onOpenChange(false);
    else submit(body);
  }

  const pause = budget.current.holdId
    ? " A limit above that and what calls of unknown price are taken for ends the pause."
    : "";
  return (
    <FormDialog
      control={control}
      title="Edit budget"
      description={`${budget.scopeLabel}: ${spentWords(budget)}.${pause}`}
      submitLabel="Save"
      errors={errors}
      isSending={isSending}
      onSubmit={send}
    >
      <LimitFields values={budget} errors={errors} />
    </FormDialog>
  );
}
