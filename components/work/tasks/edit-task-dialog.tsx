"use client";

import { useState } from "react";
import { notify } from "@/components/ui/notify";
import { eventKeys } from "@/lib/platform/events/queries";
import { updateTask, workKeys } from "@/lib/work/queries";
import type { TaskDetail, UpdateTask } from "@/lib/work/schema";
import { FormDialog } from "../form/form-dialog";
import type { DialogControl } from "../form/use-dialog";
import { useSubmission } from "../form/use-submission";
import { changedFields } from "../prepare-form";
import { isAtWork } from "../prepare-task";
import { beforeEdit, editOf, TASK_FIELDS } from "../prepare-task-form";
import { useRefetch } from "../use-refetch";
import { TaskFields } from "./task-fields";

export function EditTaskDialog({ task, ...control }: { task: TaskDetail } & DialogControl) {
  // As it was when the form was filled: what somebody else changes meanwhile is not this person's edit.
  const [before] = useState(task);
  const refetch = useRefetch();
  const { submit, isSending, errors } = useSubmission({
    names: TASK_FIELDS,
    send: (body: UpdateTask) => updateTask(before.id, body),
    onDone: (saved) => {
      const { tasks, overview, tickets } = workKeys;
      refetch([workKeys.task(saved.id), tasks, overview, tickets, eventKeys.of(saved.id)]);
      notify.success("Task saved", { description: saved.title });
      control.onOpenChange(false);
    },
  });

  function send(form: FormData) {
    const body = changedFields(beforeEdit(before), editOf(form, before));
    if (Object.keys(body).length === 0) control.onOpenChange(false);
    else submit(body);
  }

  return (
    <FormDialog
      control={control}
      title="Edit task"
      description={
        isAtWork(before)
          ? "An agent works on it already; what it was told holds until its next attempt."
          : undefined
      }
      submitLabel="Save"
      errors={errors}
      isSending={isSending}
      onSubmit={send}
      size="lg"
    >
      <TaskFields task={before} errors={errors.fields} />
    </FormDialog>
  );
}
