"use client";

import { Shield } from "lucide-react";
import { lazy } from "react";
import { Button } from "@/components/ui/button";
import { useDialog } from "@/components/work/form/use-dialog";
import type { InterveneTarget } from "./prepare-intervention";

const load = () => import("./intervene-dialog").then((module) => ({ default: module.InterveneDialog }));
const InterveneDialog = lazy(load);

/** Steps in on what the page is about, or asks on what. */
export function InterveneButton({
  target,
  projectId,
  alertId,
}: {
  target?: InterveneTarget | undefined;
  projectId?: string | undefined;
  /** The alert that it answers. */
  alertId?: string;
}) {
  const dialog = useDialog(load);
  return (
    <>
      <Button {...dialog.trigger}>
        <Shield aria-hidden="true" />
        Intervene
      </Button>
      {dialog.render(InterveneDialog, { target, projectId, alertId })}
    </>
  );
}
