"use client";

import { useState } from "react";
import { Field } from "@/components/ui/field";
import { notify } from "@/components/ui/notify";
import { Select } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import { FormDialog } from "@/components/work/form/form-dialog";
import type { DialogControl } from "@/components/work/form/use-dialog";
import { useSubmission } from "@/components/work/form/use-submission";
import { numberOf, textOf } from "@/components/work/prepare-form";
import { silenceAlert } from "@/lib/monitoring/queries";
import type { Alert, SilenceAlert } from "@/lib/monitoring/schema";
import { countedAlerts, forEach, titleOf } from "../several";
import { useAlertsChanged } from "../use-alerts-changed";

const TIMES = [
  { label: "15 minutes", seconds: 900 },
  { label: "1 hour", seconds: 3600 },
  { label: "4 hours", seconds: 4 * 3600 },
  { label: "1 day", seconds: 86_400 },
  { label: "1 week", seconds: 7 * 86_400 },
];

export function SilenceDialog({ alerts, ...control }: { alerts: Alert[] } & DialogControl) {
  // What was chosen when it was opened: the list goes on meanwhile.
  const [chosen] = useState(alerts);
  const changed = useAlertsChanged();
  const { submit, isSending, errors } = useSubmission({
    names: ["seconds", "note"],
    send: (body: SilenceAlert, key) => forEach(chosen, key, (id, own) => silenceAlert(id, body, own)),
    onDone: () => {
      for (const { id } of chosen) changed(id);
      notify.success(countedAlerts(chosen.length, "silenced"), { description: titleOf(chosen) });
      control.onOpenChange(false);
    },
  });
  return (
    <FormDialog
      control={control}
      title={chosen.length === 1 ? "Silence this alert?" : `Silence ${chosen.length} alerts?`}
      description={titleOf(chosen)}
      submitLabel="Silence"
      errors={errors}
      isSending={isSending}
      onSubmit={(form) =>
        submit({ seconds: numberOf(form, "seconds") ?? 0, note: textOf(form, "note") || undefined })
      }
    >
      <p className="text-muted">
        It stays in the list and is counted. If it is not over by then, it is raised again and told of again.
      </p>
      <Field label="Silence for" required error={errors.fields.seconds}>
        {(field) => (
          <Select {...field} name="seconds" defaultValue="3600">
            {TIMES.map(({ label, seconds }) => (
              <option key={seconds} value={seconds}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="Note" error={errors.fields.note}>
        {(field) => <Textarea {...field} name="note" rows={2} maxLength={500} className="min-h-14!" />}
      </Field>
    </FormDialog>
  );
}
