"use client";

import { ArrowRight, Pencil } from "lucide-react";
import { lazy } from "react";
import { Button } from "@/components/ui/button";
import type { Phase, Ticket } from "@/lib/work/schema";
import { useDialog } from "../form/use-dialog";
import { HoldButton } from "../overlays/hold-button";
import { nextPhases } from "../prepare-board";
import type { Rights } from "../rights";

const loadEdit = () =>
  import("./edit-ticket-dialog").then((module) => ({ default: module.EditTicketDialog }));
const loadMove = () =>
  import("./move-ticket-dialog").then((module) => ({ default: module.MoveTicketDialog }));
const EditTicketDialog = lazy(loadEdit);
const MoveTicketDialog = lazy(loadMove);

export function TicketActions({
  ticket,
  phases,
  isHeld,
  mayWrite,
  mayAct,
}: { ticket: Ticket; phases: Phase[]; isHeld: boolean } & Rights) {
  const edit = useDialog(loadEdit);
  const move = useDialog(loadMove);
  const next = nextPhases(phases, ticket);
  const target = { scope: { kind: "ticket", ticketId: ticket.id } as const, title: ticket.title };
  return (
    <>
      {mayAct && !isHeld && ticket.status === "open" && <HoldButton target={target} />}
      {mayWrite && (
        <Button {...edit.trigger}>
          <Pencil aria-hidden="true" />
          Edit
        </Button>
      )}
      {mayWrite && next.length > 0 && (
        <Button variant="primary" {...move.trigger}>
          <ArrowRight aria-hidden="true" />
          Move to next phase
        </Button>
      )}
      {edit.render(EditTicketDialog, { ticket })}
      {move.render(MoveTicketDialog, { ticket, phases, mayAct })}
    </>
  );
}
