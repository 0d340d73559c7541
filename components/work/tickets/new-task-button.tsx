"use client";

import { Plus } from "lucide-react";
import { lazy } from "react";
import { Button } from "@/components/ui/button";
import type { Ticket } from "@/lib/work/schema";
import { useDialog } from "../form/use-dialog";

const load = () => import("./new-task-dialog").then((module) => ({ default: module.NewTaskDialog }));
const NewTaskDialog = lazy(load);

export function NewTaskButton({ ticket }: { ticket: Ticket }) {
  const dialog = useDialog(load);
  return (
    <>
      <Button size="sm" data-shortcut="create" {...dialog.trigger}>
        <Plus aria-hidden="true" />
        New task
      </Button>
      {dialog.render(NewTaskDialog, { ticket })}
    </>
  );
}
