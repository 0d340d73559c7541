"use client";

import { useState } from "react";
import { Field } from "@/components/ui/field";
import { notify } from "@/components/ui/notify";
import { Textarea } from "@/components/ui/textarea";
import { FormDialog } from "@/components/work/form/form-dialog";
import type { DialogControl } from "@/components/work/form/use-dialog";
import { useSubmission } from "@/components/work/form/use-submission";
import { textOf } from "@/components/work/prepare-form";
import { acknowledgeAlert } from "@/lib/monitoring/queries";
import type { AcknowledgeAlert, Alert } from "@/lib/monitoring/schema";
import { countedAlerts, forEach, titleOf } from "../several";
import { useAlertsChanged } from "../use-alerts-changed";

export function AcknowledgeDialog({ alerts, ...control }: { alerts: Alert[] } & DialogControl) {
  // What was chosen when it was opened: the list goes on meanwhile.
  const [chosen] = useState(alerts);
  const changed = useAlertsChanged();
  const { submit, isSending, errors } = useSubmission({
    names: ["note"],
    send: (body: AcknowledgeAlert, key) => forEach(chosen, key, (id, own) => acknowledgeAlert(id, body, own)),
    onDone: () => {
      for (const { id } of chosen) changed(id);
      notify.success(countedAlerts(chosen.length, "acknowledged"), { description: titleOf(chosen) });
      control.onOpenChange(false);
    },
  });
  return (
    <FormDialog
      control={control}
      title={chosen.length === 1 ? "Acknowledge this alert?" : `Acknowledge ${chosen.length} alerts?`}
      description={titleOf(chosen)}
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
