"use client";

import { CircleStop } from "lucide-react";
import { lazy } from "react";
import { Button } from "@/components/ui/button";
import type { Task } from "@/lib/work/schema";
import { useDialog } from "../form/use-dialog";

const load = () => import("./cancel-task-dialog").then((module) => ({ default: module.CancelTaskDialog }));
const CancelTaskDialog = lazy(load);

export function CancelTaskButton({ task }: { task: Task }) {
  const dialog = useDialog(load);
  return (
    <>
      <Button {...dialog.trigger}>
        <CircleStop aria-hidden="true" />
        Cancel task
      </Button>
      {dialog.render(CancelTaskDialog, { task })}
    </>
  );
}
