"use client";

import { notify } from "@/components/ui/notify";
import { createTask } from "@/lib/work/queries";
import type { Ticket } from "@/lib/work/schema";
import { FormDialog } from "../form/form-dialog";
import type { DialogControl } from "../form/use-dialog";
import { useSubmission } from "../form/use-submission";
import { textOf } from "../prepare-form";
import { TASK_FIELDS, taskOf } from "../prepare-task-form";
import { TaskFields } from "../tasks/task-fields";
import { useTicketChanged } from "./use-ticket-changed";

export function NewTaskDialog({ ticket, ...control }: { ticket: Ticket } & DialogControl) {
  const changed = useTicketChanged(ticket.id);
  const { submit, isSending, errors } = useSubmission({
    names: TASK_FIELDS,
    send: createTask,
    onDone: (task) => {
      changed();
      notify.success("Task queued", { description: task.title });
      control.onOpenChange(false);
    },
  });
  return (
    <FormDialog
      control={control}
      title="New task"
      description={`For “${ticket.title}”. An agent with the required capabilities claims it as soon as one is free.`}
      submitLabel="Queue task"
      errors={errors}
      isSending={isSending}
      onSubmit={(form) =>
        submit({ ...taskOf(form), ticketId: ticket.id, phase: textOf(form, "phase") || undefined })
      }
      size="lg"
    >
      <TaskFields ticket={ticket} errors={errors.fields} />
    </FormDialog>
  );
}
