"use client";

import { lazy } from "react";
import { Button } from "@/components/ui/button";
import { useDialog } from "../form/use-dialog";
import type { LiveOverlay } from "./end-overlay-dialog";

const load = () => import("./end-overlay-dialog").then((module) => ({ default: module.EndOverlayDialog }));
const EndOverlayDialog = lazy(load);

export function EndButton({ overlay, label = "End now" }: { overlay: LiveOverlay; label?: string }) {
  const dialog = useDialog(load);
  return (
    <>
      <Button size="sm" {...dialog.trigger}>
        {label}
        <span className="sr-only">: {overlay.scopeLabel}</span>
      </Button>
      {dialog.render(EndOverlayDialog, { overlay })}
    </>
  );
}
