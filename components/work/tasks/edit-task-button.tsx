"use client";

import { Pencil } from "lucide-react";
import { lazy } from "react";
import { Button } from "@/components/ui/button";
import type { TaskDetail } from "@/lib/work/schema";
import { useDialog } from "../form/use-dialog";

const load = () => import("./edit-task-dialog").then((module) => ({ default: module.EditTaskDialog }));
const EditTaskDialog = lazy(load);

export function EditTaskButton({ task }: { task: TaskDetail }) {
  const dialog = useDialog(load);
  return (
    <>
      <Button {...dialog.trigger}>
        <Pencil aria-hidden="true" />
        Edit
      </Button>
      {dialog.render(EditTaskDialog, { task })}
    </>
  );
}
