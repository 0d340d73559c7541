"use client";

import { Field } from "@/components/ui/field";
import { notify } from "@/components/ui/notify";
import { Textarea } from "@/components/ui/textarea";
import { FormDialog } from "@/components/work/form/form-dialog";
import type { DialogControl } from "@/components/work/form/use-dialog";
import { useSubmission } from "@/components/work/form/use-submission";
import { textOf } from "@/components/work/prepare-form";
import { resolveAlert } from "@/lib/monitoring/queries";
import type { Alert, ResolveAlert } from "@/lib/monitoring/schema";
import { useAlertsChanged } from "../use-alerts-changed";

export function ResolveDialog({ alert, ...control }: { alert: Alert } & DialogControl) {
  const changed = useAlertsChanged();
  const { submit, isSending, errors } = useSubmission({
    names: ["note"],
    send: (body: ResolveAlert, key) => resolveAlert(alert.id, body, key),
    onDone: () => {
      changed(alert.id);
      notify.success("Alert resolved", { description: alert.title });
      control.onOpenChange(false);
    },
  });
  return (
    <FormDialog
      control={control}
      title="Resolve this alert?"
      description={alert.title}
      submitLabel="Resolve"
      errors={errors}
      isSending={isSending}
      onSubmit={(form) => submit({ note: textOf(form, "note") })}
    >
      <p className="text-muted">
        It resolves itself when its condition is over. While that holds, it comes back: silence it to have
        quiet.
      </p>
      <Field label="Note" required error={errors.fields.note} hint="What it was, kept on record.">
        {(field) => <Textarea {...field} name="note" rows={2} maxLength={500} className="min-h-14!" />}
      </Field>
    </FormDialog>
  );
}
