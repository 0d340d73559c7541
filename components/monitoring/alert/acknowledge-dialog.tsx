"use client";

import { Field } from "@/components/ui/field";
import { notify } from "@/components/ui/notify";
import { Textarea } from "@/components/ui/textarea";
import { FormDialog } from "@/components/work/form/form-dialog";
import type { DialogControl } from "@/components/work/form/use-dialog";
import { useSubmission } from "@/components/work/form/use-submission";
import { textOf } from "@/components/work/prepare-form";
import { acknowledgeAlert } from "@/lib/monitoring/queries";
import type { AcknowledgeAlert, Alert } from "@/lib/monitoring/schema";
import { useAlertsChanged } from "../use-alerts-changed";

export function AcknowledgeDialog({ alert, ...control }: { alert: Alert } & DialogControl) {
  const changed = useAlertsChanged();
  const { submit, isSending, errors } = useSubmission({
    names: ["note"],
    send: (body: AcknowledgeAlert, key) => acknowledgeAlert(alert.id, body, key),
    onDone: () => {
      changed(alert.id);
      notify.success("Alert acknowledged", { description: alert.title });
      control.onOpenChange(false);
    },
  });
  return (
    <FormDialog
      control={control}
      title="Acknowledge this alert?"
      description={alert.title}
      submitLabel="Acknowledge"
      errors={errors}
      isSending={isSending}
      onSubmit={(form) => submit({ note: textOf(form, "note") || undefined })}
    >
      <p className="text-muted">
        It says that you look after it: the watchdog tries nothing more by itself, and it is not escalated for
        want of an answer.
      </p>
      <Field label="Note" error={errors.fields.note}>
        {(field) => <Textarea {...field} name="note" rows={2} maxLength={500} className="min-h-14!" />}
      </Field>
    </FormDialog>
  );
}
