"use client";

import { Plus } from "lucide-react";
import { lazy } from "react";
import { Button } from "@/components/ui/button";
import { useDialog } from "@/components/work/form/use-dialog";

const load = () => import("./dialogs/new-policy-dialog").then((it) => ({ default: it.NewPolicyDialog }));
const NewPolicyDialog = lazy(load);

export function NewPolicyButton({ taken }: { taken: readonly string[] }) {
  const dialog = useDialog(load);
  return (
    <>
      <Button variant="primary" {...dialog.trigger}>
        <Plus aria-hidden="true" />
        New policy
      </Button>
      {dialog.render(NewPolicyDialog, { taken })}
    </>
  );
}
