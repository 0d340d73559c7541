"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { notify } from "@/components/ui/notify";
import { Select } from "@/components/ui/select";
import { statusLooks } from "@/components/ui/status-tones";
import { Textarea } from "@/components/ui/textarea";
import { updateTicket } from "@/lib/work/queries";
import { type Priority, type Ticket, TicketStatus, type UpdateTicket } from "@/lib/work/schema";
import { FormDialog } from "../form/form-dialog";
import { PriorityField } from "../form/priority-field";
import type { DialogControl } from "../form/use-dialog";
import { useSubmission } from "../form/use-submission";
import { changedFields, textOf } from "../prepare-form";
import { useTicketChanged } from "./use-ticket-changed";

const FIELDS = ["title", "description", "priority", "status"];

export function EditTicketDialog({ ticket, ...control }: { ticket: Ticket } & DialogControl) {
  const changed = useTicketChanged(ticket.id);
  const { submit, isSending, errors } = useSubmission({
    names: FIELDS,
    send: (body: UpdateTicket) => updateTicket(ticket.id, body),
    onDone: (saved) => {
      changed(saved);
      notify.success("Ticket saved");
      control.onOpenChange(false);
    },
  });

  function send(form: FormData) {
    const body = changedFields(ticket, {
      title: textOf(form, "title"),
      description: textOf(form, "description"),
      priority: textOf(form, "priority") as Priority,
      status: textOf(form, "status") as TicketStatus,
    });
    if (Object.keys(body).length === 0) control.onOpenChange(false);
    else submit(body);
  }

  return (
    <FormDialog
      control={control}
      title="Edit ticket"
      submitLabel="Save"
      errors={errors}
      isSending={isSending}
      onSubmit={send}
    >
      <Field label="Title" required error={errors.fields.title}>
        {(field) => (
          <Input {...field} name="title" maxLength={200} autoComplete="off" defaultValue={ticket.title} />
        )}
      </Field>
      <Field label="Description" error={errors.fields.description}>
        {(field) => <Textarea {...field} name="description" defaultValue={ticket.description} />}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <PriorityField defaultValue={ticket.priority} error={errors.fields.priority} />
        <Field
          label="Status"
          required
          error={errors.fields.status}
          hint="Agents claim only tasks of open tickets."
        >
          {(field) => (
            <Select {...field} name="status" defaultValue={ticket.status}>
              {TicketStatus.options.map((status) => (
                <option key={status} value={status}>
                  {statusLooks.ticket[status].label}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
    </FormDialog>
  );
}
