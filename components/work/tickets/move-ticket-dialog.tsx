"use client";

import { Field } from "@/components/ui/field";
import { notify } from "@/components/ui/notify";
import { Select } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import { transitionTicket } from "@/lib/work/queries";
import type { Phase, Ticket, TransitionTicket } from "@/lib/work/schema";
import { FormDialog } from "../form/form-dialog";
import type { DialogControl } from "../form/use-dialog";
import { useSubmission } from "../form/use-submission";
import { nextPhases, phaseName } from "../prepare-board";
import { textOf } from "../prepare-form";
import { useTicketChanged } from "./use-ticket-changed";

export function MoveTicketDialog({
  ticket,
  phases,
  ...control
}: { ticket: Ticket; phases: Phase[] } & DialogControl) {
  const changed = useTicketChanged(ticket.id);
  const { submit, isSending, errors } = useSubmission({
    names: ["phase", "reason"],
    send: (body: TransitionTicket) => transitionTicket(ticket.id, body),
    onDone: (moved) => {
      changed(moved);
      notify.success(`Moved to ${phaseName(phases, moved.phase)}`, { description: moved.title });
      control.onOpenChange(false);
    },
  });
  return (
    <FormDialog
      control={control}
      title="Move ticket"
      description={`“${ticket.title}” is in ${phaseName(phases, ticket.phase)}.`}
      submitLabel="Move ticket"
      errors={errors}
      isSending={isSending}
      onSubmit={(form) => submit({ phase: textOf(form, "phase"), reason: textOf(form, "reason") })}
    >
      <Field label="Next phase" required error={errors.fields.phase}>
        {(field) => (
          <Select {...field} name="phase">
            {nextPhases(phases, ticket).map((phase) => (
              <option key={phase.id} value={phase.id}>
                {phase.name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="Reason" required error={errors.fields.reason} hint="Kept in the ticket's history.">
        {(field) => <Textarea {...field} name="reason" rows={3} maxLength={2000} />}
      </Field>
    </FormDialog>
  );
}
