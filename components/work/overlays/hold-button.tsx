"use client";

import { Ban } from "lucide-react";
import { lazy } from "react";
import { Button } from "@/components/ui/button";
import { useDialog } from "../form/use-dialog";
import type { HoldTarget } from "./place-hold-dialog";

const load = () => import("./place-hold-dialog").then((module) => ({ default: module.PlaceHoldDialog }));
const PlaceHoldDialog = lazy(load);

/** Holds what the page is about, or asks what to hold. */
export function HoldButton({ target, projectId }: { target?: HoldTarget; projectId?: string | undefined }) {
  const dialog = useDialog(load);
  return (
    <>
      <Button {...dialog.trigger}>
        <Ban aria-hidden="true" />
        {target ? "Hold" : "Place a hold"}
      </Button>
      {dialog.render(PlaceHoldDialog, { target, projectId })}
    </>
  );
}
