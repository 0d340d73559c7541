"use client";

import { notify } from "@/components/ui/notify";
import { FormDialog } from "@/components/work/form/form-dialog";
import type { DialogControl } from "@/components/work/form/use-dialog";
import { useSubmission } from "@/components/work/form/use-submission";
import { deleteBudget } from "@/lib/costs/queries";
import type { Budget } from "@/lib/costs/schema";
import { useBudgetsChanged } from "./use-budgets-changed";

export function DeleteBudgetDialog({ budget, ...control }: { budget: Budget } & DialogControl) {
  const changed = useBudgetsChanged();
  const { submit, isSending, errors } = useSubmission({
    names: [],
    send: (id: string) => deleteBudget(id),
    onDone: () => {
      changed();
      notify.success("Budget deleted", { description: budget.scopeLabel });
      control.onOpenChange(false);
    },
  });
  return (
    <FormDialog
      control={control}
      title="Delete this budget?"
      description={budget.scopeLabel}
      submitLabel="Delete"
      cancelLabel="Keep it"
      danger
      errors={errors}
      isSending={isSending}
      onSubmit={() => submit(budget.id)}
    >
      <p className="text-muted">
        It limits nothing any more{budget.current.holdId ? ", and its pause ends" : ""}. What was spent stays
        in the records.
      </p>
    </FormDialog>
  );
}
