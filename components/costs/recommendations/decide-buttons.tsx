"use client";

import { lazy } from "react";
import { Button } from "@/components/ui/button";
import { useDialog } from "@/components/work/form/use-dialog";
import type { Recommendation } from "@/lib/costs/schema";

const loadAccept = () => import("./accept-dialog").then((module) => ({ default: module.AcceptDialog }));
const AcceptDialog = lazy(loadAccept);
const loadDismiss = () => import("./dismiss-dialog").then((module) => ({ default: module.DismissDialog }));
const DismissDialog = lazy(loadDismiss);

/** What may be decided anew, whatever was decided before. */
export function DecideButtons({ item }: { item: Recommendation }) {
  const accept = useDialog(loadAccept);
  const dismiss = useDialog(loadDismiss);
  const { state, label } = item;
  return (
    <div className="flex flex-wrap gap-2">
      {state !== "accepted" && (
        <Button size="sm" {...accept.trigger}>
          Accept<span className="sr-only">: {label}</span>
        </Button>
      )}
      {state !== "dismissed" && (
        <Button size="sm" {...dismiss.trigger}>
          Dismiss<span className="sr-only">: {label}</span>
        </Button>
      )}
      {accept.render(AcceptDialog, { item })}
      {dismiss.render(DismissDialog, { item })}
    </div>
  );
}
