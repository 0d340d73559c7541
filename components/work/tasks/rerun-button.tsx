"use client";

import { RotateCw } from "lucide-react";
import { lazy } from "react";
import { Button } from "@/components/ui/button";
import type { Task } from "@/lib/work/schema";
import { useDialog } from "../form/use-dialog";

const load = () => import("./rerun-dialog").then((module) => ({ default: module.RerunDialog }));
const RerunDialog = lazy(load);

export function RerunButton({ task }: { task: Task }) {
  const dialog = useDialog(load);
  return (
    <>
      <Button {...dialog.trigger}>
        <RotateCw aria-hidden="true" />
        Run again
      </Button>
      {dialog.render(RerunDialog, { task })}
    </>
  );
}
