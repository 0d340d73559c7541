"use client";

import { RefreshCcw } from "lucide-react";
import { lazy } from "react";
import { Button } from "@/components/ui/button";
import { useDialog } from "@/components/work/form/use-dialog";

const load = () => import("./rerate-dialog").then((module) => ({ default: module.RerateDialog }));
const RerateDialog = lazy(load);

export function RerateButton() {
  const dialog = useDialog(load);
  return (
    <>
      <Button {...dialog.trigger}>
        <RefreshCcw aria-hidden="true" />
        Re-rate
      </Button>
      {dialog.render(RerateDialog, {})}
    </>
  );
}
