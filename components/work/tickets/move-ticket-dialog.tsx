"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { notify } from "@/components/ui/notify";
import { Select } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import { ticketQuery, transitionTicket } from "@/lib/work/queries";
import type { Phase, TicketDetail, TicketSummary } from "@/lib/work/schema";
import { FormDialog } from "../form/form-dialog";
import type { DialogControl } from "../form/use-dialog";
import { useSubmission } from "../form/use-submission";
import { isGapClosed, isOnwards, nextPhases, phaseName } from "../prepare-board";
import { textOf } from "../prepare-form";
import { PhaseGapFields } from "./phase-gap-fields";
import { useTicketChanged } from "./use-ticket-changed";

export interface Move {
  ticket: TicketSummary;
  phases: Phase[];
  /** Where to, when that was chosen already. */
  to?: string | undefined;
  /** Whether this person may move a ticket although something is missing. */
  mayAct: boolean;
}

type Body = Parameters<typeof transitionTicket>[1];

export function MoveTicketDialog({ ticket, phases, to, mayAct, ...control }: Move & DialogControl) {
  const changed = useTicketChanged(ticket.id);
  const detail = useQuery(ticketQuery(ticket.id));
  const [confirmed, setConfirmed] = useState<string[]>([]);
  const offered = nextPhases(phases, ticket);
  const [target, setTarget] = useState(to ?? offered[0]?.id ?? "");
  const [isForced, setForced] = useState(false);
  const { submit, isSending, errors } = useSubmission({
    names: ["phase", "reason"],
    send: (body: Body) => transitionTicket(ticket.id, body),
    onDone: (moved: TicketDetail) => {
      changed(moved);
      notify.success(`Moved to ${phaseName(phases, moved.phase)}`, { description: moved.title });
      control.onOpenChange(false);
    },
  });
  const gap = isOnwards(phases, ticket.phase, target) ? detail.data?.gap : undefined;
  const isOpen = gap !== undefined && !isGapClosed(gap, confirmed);

  function send(form: FormData) {
    submit({
      phase: textOf(form, "phase"),
      reason: textOf(form, "reason"),
      criteriaMet: gap ? confirmed : [],
      force: isForced && isOpen,
    });
  }

  return (
    <FormDialog
      control={control}
      title="Move ticket"
      description={`“${ticket.title}” is in ${phaseName(phases, ticket.phase)}.`}
      submitLabel="Move ticket"
      errors={errors}
      isSending={isSending}
      onSubmit={send}
    >
      <Field label="Next phase" required error={errors.fields.phase}>
        {(field) => (
          <Select {...field} name="phase" value={target} onChange={(event) => setTarget(event.target.value)}>
            {offered.map((phase) => (
              <option key={phase.id} value={phase.id}>
                {phase.name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {gap && (
        <PhaseGapFields
          gap={gap}
          phase={phaseName(phases, ticket.phase)}
          confirmed={confirmed}
          onConfirm={setConfirmed}
        />
      )}
      {isOpen && mayAct && (
        <Checkbox
          label="Move anyway"
          hint="What was missing is kept in the ticket's history, with your name."
          checked={isForced}
          onChange={(event) => setForced(event.target.checked)}
        />
      )}
      <Field label="Reason" required error={errors.fields.reason} hint="Kept in the ticket's history.">
        {(field) => <Textarea {...field} name="reason" rows={3} maxLength={2000} />}
      </Field>
    </FormDialog>
  );
}
