"use client";

import { Plus } from "lucide-react";
import { lazy } from "react";
import { Button } from "@/components/ui/button";
import { useDialog } from "@/components/work/form/use-dialog";

const load = () => import("./new-budget-dialog").then((module) => ({ default: module.NewBudgetDialog }));
const NewBudgetDialog = lazy(load);

export function NewBudgetButton({ projectId }: { projectId: string | undefined }) {
  const dialog = useDialog(load);
  return (
    <>
      <Button variant="primary" {...dialog.trigger}>
        <Plus aria-hidden="true" />
        New budget
      </Button>
      {dialog.render(NewBudgetDialog, { projectId })}
    </>
  );
}
