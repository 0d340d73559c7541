"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { notify } from "@/components/ui/notify";
import { Textarea } from "@/components/ui/textarea";
import { createTicket, workKeys } from "@/lib/work/queries";
import type { Priority } from "@/lib/work/schema";
import { FormDialog } from "../form/form-dialog";
import { PhaseField } from "../form/phase-field";
import { PriorityField } from "../form/priority-field";
import { ProjectField } from "../form/project-field";
import type { DialogControl } from "../form/use-dialog";
import { useSubmission } from "../form/use-submission";
import { textOf } from "../prepare-form";
import { useRefetch } from "../use-refetch";

const FIELDS = ["projectId", "title", "description", "priority", "phase"];

/** `projectId` is the page's; without one the form asks. */
export function NewTicketDialog({
  projectId,
  ...control
}: { projectId: string | undefined } & DialogControl) {
  const refetch = useRefetch();
  const { submit, isSending, errors } = useSubmission({
    names: FIELDS,
    send: createTicket,
    onDone: (ticket) => {
      refetch([workKeys.tickets, workKeys.overview]);
      notify.success("Ticket created", { description: ticket.title });
      control.onOpenChange(false);
    },
  });

  function send(form: FormData) {
    submit({
      projectId: projectId ?? textOf(form, "projectId"),
      title: textOf(form, "title"),
      description: textOf(form, "description"),
      priority: textOf(form, "priority") as Priority,
      phase: textOf(form, "phase"),
    });
  }

  return (
    <FormDialog
      control={control}
      title="New ticket"
      description="A piece of work that moves through phases. Its tasks, added afterwards, are what agents do."
      submitLabel="Create ticket"
      errors={errors}
      isSending={isSending}
      onSubmit={send}
    >
      {projectId === undefined && (
        <ProjectField projectId={undefined} error={errors.fields.projectId} isRequired />
      )}
      <Field label="Title" required error={errors.fields.title}>
        {(field) => <Input {...field} name="title" maxLength={200} autoComplete="off" />}
      </Field>
      <Field label="Description" error={errors.fields.description}>
        {(field) => <Textarea {...field} name="description" />}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <PriorityField defaultValue="MEDIUM" error={errors.fields.priority} />
        <PhaseField error={errors.fields.phase} />
      </div>
    </FormDialog>
  );
}
