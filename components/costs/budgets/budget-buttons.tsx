"use client";

import { lazy } from "react";
import { Button } from "@/components/ui/button";
import { useDialog } from "@/components/work/form/use-dialog";
import type { Budget } from "@/lib/costs/schema";

const loadDetails = () =>
  import("./budget-details-dialog").then((module) => ({ default: module.BudgetDetailsDialog }));
const BudgetDetailsDialog = lazy(loadDetails);
const loadEdit = () =>
  import("./edit-budget-dialog").then((module) => ({ default: module.EditBudgetDialog }));
const EditBudgetDialog = lazy(loadEdit);
const loadDelete = () =>
  import("./delete-budget-dialog").then((module) => ({ default: module.DeleteBudgetDialog }));
const DeleteBudgetDialog = lazy(loadDelete);

export function BudgetDetailsButton({ budget }: { budget: Budget }) {
  const dialog = useDialog(loadDetails);
  return (
    <>
      <Button size="sm" {...dialog.trigger}>
        History<span className="sr-only"> of the budget: {budget.scopeLabel}</span>
      </Button>
      {dialog.render(BudgetDetailsDialog, { budget })}
    </>
  );
}

export function EditBudgetButton({ budget }: { budget: Budget }) {
  const dialog = useDialog(loadEdit);
  return (
    <>
      <Button size="sm" {...dialog.trigger}>
        Edit<span className="sr-only"> the budget: {budget.scopeLabel}</span>
      </Button>
      {dialog.render(EditBudgetDialog, { budget })}
    </>
  );
}

export function DeleteBudgetButton({ budget }: { budget: Budget }) {
  const dialog = useDialog(loadDelete);
  return (
    <>
      <Button size="sm" {...dialog.trigger}>
        Delete<span className="sr-only"> the budget: {budget.scopeLabel}</span>
      </Button>
      {dialog.render(DeleteBudgetDialog, { budget })}
    </>
  );
}
