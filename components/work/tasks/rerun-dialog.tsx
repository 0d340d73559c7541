"use client";

import { useRouter } from "next/navigation";
import { Field } from "@/components/ui/field";
import { notify } from "@/components/ui/notify";
import { Textarea } from "@/components/ui/textarea";
import { rerunTask, workKeys } from "@/lib/work/queries";
import type { RerunTask, Task } from "@/lib/work/schema";
import { FormDialog } from "../form/form-dialog";
import type { DialogControl } from "../form/use-dialog";
import { useSubmission } from "../form/use-submission";
import { useRefetch } from "../use-refetch";
import { useWorkHref } from "../use-work-href";

/** Queues a finished task once more, as a task of its own; the first keeps its record. */
export function RerunDialog({ task, ...control }: { task: Task } & DialogControl) {
  const refetch = useRefetch();
  const router = useRouter();
  const href = useWorkHref();
  const { submit, isSending, errors } = useSubmission({
    names: ["description"],
    send: (body: RerunTask, key) => rerunTask(task.id, body, key),
    onDone: (again) => {
      refetch([workKeys.tasks, workKeys.tickets, workKeys.overview]);
      notify.success("Queued again", { description: again.title });
      control.onOpenChange(false);
      router.push(href(`/tasks/${again.id}`));
    },
  });

  function send(form: FormData) {
    // As typed: a prompt's own spaces and line ends matter.
    const description = String(form.get("description") ?? "").replaceAll("\r\n", "\n");
    submit(description === task.description ? {} : { description });
  }

  return (
    <FormDialog
      control={control}
      title="Run this task again?"
      description={`“${task.title}” is queued as a new task with the same settings. This one stays as it is.`}
      submitLabel="Run again"
      errors={errors}
      isSending={isSending}
      onSubmit={send}
      size="lg"
    >
      <Field label="Prompt" error={errors.fields.description} hint="Change it if the first try went wrong.">
        {(field) => (
          <Textarea
            {...field}
            name="description"
            rows={8}
            maxLength={200_000}
            className="font-mono"
            defaultValue={task.description}
          />
        )}
      </Field>
    </FormDialog>
  );
}
