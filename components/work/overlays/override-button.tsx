"use client";

import { ChevronsUp } from "lucide-react";
import { lazy } from "react";
import { Button } from "@/components/ui/button";
import { useDialog } from "../form/use-dialog";
import type { OverrideTarget } from "./override-dialog";

const load = () => import("./override-dialog").then((module) => ({ default: module.OverrideDialog }));
const OverrideDialog = lazy(load);

export function OverrideButton({
  target,
  projectId,
}: {
  target?: OverrideTarget;
  projectId?: string | undefined;
}) {
  const dialog = useDialog(load);
  return (
    <>
      <Button {...dialog.trigger}>
        <ChevronsUp aria-hidden="true" />
        {target ? "Override priority" : "Override a priority"}
      </Button>
      {dialog.render(OverrideDialog, { target, projectId })}
    </>
  );
}
