"use client";

import { OctagonX } from "lucide-react";
import { lazy } from "react";
import { Button } from "@/components/ui/button";
import { useDialog } from "@/components/work/form/use-dialog";

const load = () => import("./intervene-dialog").then((module) => ({ default: module.InterveneDialog }));
const InterveneDialog = lazy(load);

/** Opens the form that stops everything, or all of the project, and what runs of it. */
export function StopButton({ projectId }: { projectId: string | undefined }) {
  const dialog = useDialog(load);
  return (
    <>
      <Button variant="danger" {...dialog.trigger}>
        <OctagonX aria-hidden="true" />
        Emergency stop
      </Button>
      {dialog.render(InterveneDialog, { preset: "stop" as const, projectId })}
    </>
  );
}
