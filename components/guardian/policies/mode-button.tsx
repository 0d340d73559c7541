"use client";

import { lazy } from "react";
import { Button } from "@/components/ui/button";
import { useDialog } from "@/components/work/form/use-dialog";
import type { PolicyDetail } from "@/lib/guardian/schema";

const load = () => import("./dialogs/mode-dialog").then((it) => ({ default: it.ModeDialog }));
const ModeDialog = lazy(load);

export function ModeButton({ policy }: { policy: PolicyDetail }) {
  const dialog = useDialog(load);
  return (
    <>
      <Button {...dialog.trigger}>Change mode</Button>
      {dialog.render(ModeDialog, { policy })}
    </>
  );
}
