"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { notify } from "@/components/ui/notify";
import { Textarea } from "@/components/ui/textarea";
import { eventKeys } from "@/lib/platform/events/queries";
import { cancelTask, taskQuery, workKeys } from "@/lib/work/queries";
import type { CancelTask, Task } from "@/lib/work/schema";
import { FormDialog } from "../form/form-dialog";
import type { DialogControl } from "../form/use-dialog";
import { useSubmission } from "../form/use-submission";
import { numberOf, textOf } from "../prepare-form";
import { cancelConsequence, isAtWork } from "../prepare-task";
import { useRefetch } from "../use-refetch";

export function CancelTaskDialog({ task, ...control }: { task: Task } & DialogControl) {
  const queries = useQueryClient();
  const refetch = useRefetch();
  const { submit, isSending, errors } = useSubmission({
    names: ["reason", "graceSeconds"],
    send: (body: CancelTask) => cancelTask(task.id, body),
    onDone: (cancelled) => {
      queries.setQueryData(taskQuery(task.id).queryKey, (was) => was && { ...was, ...cancelled });
      const { tasks, tickets, overview } = workKeys;
      refetch([workKeys.task(task.id), tasks, tickets, overview, eventKeys.of(task.id)]);
      notify.success(cancelled.finishedAt ? "Task cancelled" : "The agent was told to stop", {
        description: task.title,
      });
      control.onOpenChange(false);
    },
  });
  return (
    <FormDialog
      control={control}
      title="Cancel this task?"
      description={`“${task.title}”`}
      submitLabel="Cancel task"
      cancelLabel="Keep it"
      danger
      errors={errors}
      isSending={isSending}
      onSubmit={(form) =>
        submit({ reason: textOf(form, "reason"), graceSeconds: numberOf(form, "graceSeconds") })
      }
    >
      <p className="text-muted">{cancelConsequence(task)} This cannot be undone.</p>
      <Field
        label="Reason"
        required
        error={errors.fields.reason}
        hint="Told to the runner, and kept on record."
      >
        {(field) => <Textarea {...field} name="reason" rows={3} maxLength={2000} />}
      </Field>
      {isAtWork(task) && (
        <Field
          label="Grace time in seconds"
          error={errors.fields.graceSeconds}
          hint="0 to 600. The server's own setting when left empty."
        >
          {(field) => (
            <Input {...field} name="graceSeconds" type="number" inputMode="numeric" min={0} max={600} />
          )}
        </Field>
      )}
    </FormDialog>
  );
}
