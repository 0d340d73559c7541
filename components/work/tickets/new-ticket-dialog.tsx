"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { notify } from "@/components/ui/notify";
import { Select } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import { createTicket, phasesQuery, projectsQuery, workKeys } from "@/lib/work/queries";
import type { Priority } from "@/lib/work/schema";
import { FormDialog } from "../form/form-dialog";
import { PriorityField } from "../form/priority-field";
import type { DialogControl } from "../form/use-dialog";
import { useSubmission } from "../form/use-submission";
import { textOf } from "../prepare-form";

const FIELDS = ["projectId", "title", "description", "priority", "phase"];

/** `projectId` is the page's; without one the form asks. */
export function NewTicketDialog({
  projectId,
  ...control
}: { projectId: string | undefined } & DialogControl) {
  const queries = useQueryClient();
  const projects = useQuery(projectsQuery());
  const phases = useQuery(phasesQuery());
  const { submit, isSending, errors } = useSubmission({
    names: FIELDS,
    send: createTicket,
    onDone: (ticket) => {
      for (const queryKey of [workKeys.tickets, workKeys.overview])
        void queries.invalidateQueries({ queryKey });
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
        <Field label="Project" required error={errors.fields.projectId}>
          {(field) => (
            <Select {...field} name="projectId">
              {projects.data?.items.map((project) => (
                <option key={project.id} value={project.id}>
                  {project.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      <Field label="Title" required error={errors.fields.title}>
        {(field) => <Input {...field} name="title" maxLength={200} autoComplete="off" />}
      </Field>
      <Field label="Description" error={errors.fields.description}>
        {(field) => <Textarea {...field} name="description" />}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <PriorityField defaultValue="MEDIUM" error={errors.fields.priority} />
        <Field label="Phase" required error={errors.fields.phase}>
          {(field) => (
            <Select {...field} name="phase">
              {phases.data?.items.map((phase) => (
                <option key={phase.id} value={phase.id}>
                  {phase.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
    </FormDialog>
  );
}
