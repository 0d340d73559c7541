"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { notify } from "@/components/ui/notify";
import { Textarea } from "@/components/ui/textarea";
import { createTask } from "@/lib/work/queries";
import type { Priority, Ticket } from "@/lib/work/schema";
import { FormDialog } from "../form/form-dialog";
import { PriorityField } from "../form/priority-field";
import type { DialogControl } from "../form/use-dialog";
import { useSubmission } from "../form/use-submission";
import { numberOf, textOf, wordsOf } from "../prepare-form";
import { useTicketChanged } from "./use-ticket-changed";

const FIELDS = [
  "title",
  "description",
  "priority",
  "requiredCapabilities",
  "timeoutSeconds",
  "maxAttempts",
] as const;

export function NewTaskDialog({ ticket, ...control }: { ticket: Ticket } & DialogControl) {
  const changed = useTicketChanged(ticket.id);
  const { submit, isSending, errors } = useSubmission({
    names: FIELDS,
    send: createTask,
    onDone: (task) => {
      changed();
      notify.success("Task queued", { description: task.title });
      control.onOpenChange(false);
    },
  });

  function send(form: FormData) {
    submit({
      ticketId: ticket.id,
      title: textOf(form, "title"),
      description: textOf(form, "description"),
      priority: textOf(form, "priority") as Priority,
      requiredCapabilities: wordsOf(form, "requiredCapabilities"),
      timeoutSeconds: numberOf(form, "timeoutSeconds"),
      maxAttempts: numberOf(form, "maxAttempts"),
    });
  }

  const { fields } = errors;
  return (
    <FormDialog
      control={control}
      title="New task"
      description={`For “${ticket.title}”. An agent with the required capabilities claims it as soon as one is free.`}
      submitLabel="Queue task"
      errors={errors}
      isSending={isSending}
      onSubmit={send}
      size="lg"
    >
      <Field label="Title" required error={fields.title}>
        {(field) => <Input {...field} name="title" maxLength={200} autoComplete="off" />}
      </Field>
      <Field
        label="Prompt"
        error={fields.description}
        hint="What the agent is told; a command reads it from its standard input."
      >
        {(field) => <Textarea {...field} name="description" rows={6} className="font-mono" />}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <PriorityField defaultValue={ticket.priority} error={fields.priority} />
        <Field
          label="Required capabilities"
          error={fields.requiredCapabilities}
          hint="Separate with commas: typescript, docker"
        >
          {(field) => <Input {...field} name="requiredCapabilities" autoComplete="off" spellCheck={false} />}
        </Field>
        <Field
          label="Timeout in seconds"
          error={fields.timeoutSeconds}
          hint="For each attempt. One hour when left empty."
        >
          {(field) => (
            <Input {...field} name="timeoutSeconds" type="number" inputMode="numeric" min={1} max={86_400} />
          )}
        </Field>
        <Field label="Attempts at most" error={fields.maxAttempts} hint="3 when left empty.">
          {(field) => (
            <Input {...field} name="maxAttempts" type="number" inputMode="numeric" min={1} max={20} />
          )}
        </Field>
      </div>
    </FormDialog>
  );
}
