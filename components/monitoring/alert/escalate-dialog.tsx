"use client";

import { Field } from "@/components/ui/field";
import { notify } from "@/components/ui/notify";
import { Textarea } from "@/components/ui/textarea";
import { FormDialog } from "@/components/work/form/form-dialog";
import type { DialogControl } from "@/components/work/form/use-dialog";
import { useSubmission } from "@/components/work/form/use-submission";
import { textOf } from "@/components/work/prepare-form";
import { escalateAlert } from "@/lib/monitoring/queries";
import type { Alert, EscalateAlert } from "@/lib/monitoring/schema";
import { useAlertsChanged } from "../use-alerts-changed";

export function EscalateDialog({ alert, ...control }: { alert: Alert } & DialogControl) {
  const changed = useAlertsChanged();
  const { submit, isSending, errors } = useSubmission({
    names: ["reason"],
    send: (body: EscalateAlert, key) => escalateAlert(alert.id, body, key),
    onDone: () => {
      changed(alert.id);
      notify.success("Alert escalated", { description: alert.title });
      control.onOpenChange(false);
    },
  });
  return (
    <FormDialog
      control={control}
      title="Escalate this alert?"
      description={alert.title}
      submitLabel="Escalate"
      errors={errors}
      isSending={isSending}
      onSubmit={(form) => submit({ reason: textOf(form, "reason") })}
    >
      <p className="text-muted">
        Its routes are told, and policies of the guardian that wait for an escalation act, or ask for
        approval. The watchdog tries nothing more.
      </p>
      <Field label="Reason" required error={errors.fields.reason} hint="Kept on record.">
        {(field) => <Textarea {...field} name="reason" rows={2} maxLength={500} className="min-h-14!" />}
      </Field>
    </FormDialog>
  );
}
