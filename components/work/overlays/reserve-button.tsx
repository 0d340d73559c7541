"use client";

import { BookmarkPlus } from "lucide-react";
import { lazy } from "react";
import { Button } from "@/components/ui/button";
import type { Agent } from "@/lib/work/schema";
import { useDialog } from "../form/use-dialog";

const load = () => import("./reserve-dialog").then((module) => ({ default: module.ReserveDialog }));
const ReserveDialog = lazy(load);

export function ReserveButton({ agent, projectId }: { agent?: Agent; projectId?: string | undefined }) {
  const dialog = useDialog(load);
  return (
    <>
      <Button {...dialog.trigger}>
        <BookmarkPlus aria-hidden="true" />
        Reserve capacity
      </Button>
      {dialog.render(ReserveDialog, { agent, projectId })}
    </>
  );
}
