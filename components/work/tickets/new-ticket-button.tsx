"use client";

import { Plus } from "lucide-react";
import { lazy } from "react";
import { Button } from "@/components/ui/button";
import { useDialog } from "../form/use-dialog";

const load = () => import("./new-ticket-dialog").then((module) => ({ default: module.NewTicketDialog }));
const NewTicketDialog = lazy(load);

export function NewTicketButton({ projectId }: { projectId: string | undefined }) {
  const dialog = useDialog(load);
  return (
    <>
      <Button variant="primary" data-shortcut="create" {...dialog.trigger}>
        <Plus aria-hidden="true" />
        New ticket
      </Button>
      {dialog.render(NewTicketDialog, { projectId })}
    </>
  );
}
