"use client";

import { Field } from "@/components/ui/field";
import { notify } from "@/components/ui/notify";
import { Select } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import { startAgent } from "@/lib/work/queries";
import type { Host, StartAgent } from "@/lib/work/schema";
import { FormDialog } from "../form/form-dialog";
import type { DialogControl } from "../form/use-dialog";
import { useSubmission } from "../form/use-submission";
import { textOf } from "../prepare-form";
import { loadWords, templateWords } from "./prepare-host";
import { useHostsChanged } from "./use-hosts-changed";

export function StartAgentDialog({ host, ...control }: { host: Host } & DialogControl) {
  const changed = useHostsChanged();
  const { submit, isSending, errors } = useSubmission({
    names: ["template", "reason"],
    send: (body: Omit<StartAgent, "expiresInSeconds">, key) => startAgent(host.id, body, key),
    onDone: (request) => {
      changed();
      notify.success("Asked for an agent", { description: `${host.name}: ${request.template}` });
      control.onOpenChange(false);
    },
  });
  return (
    <FormDialog
      control={control}
      title={`Start an agent on ${host.name}`}
      description={`${loadWords(host)} run or are being started. A request that brings no agent within ten minutes expires.`}
      submitLabel="Start agent"
      errors={errors}
      isSending={isSending}
      onSubmit={(form) => submit({ template: textOf(form, "template"), reason: textOf(form, "reason") })}
    >
      <Field label="Template" required error={errors.fields.template}>
        {(field) => (
          <Select {...field} name="template" defaultValue={host.templates[0]?.name}>
            {host.templates.map((template) => (
              <option key={template.name} value={template.name}>
                {template.name} ({templateWords(template)})
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field
        label="Reason"
        required
        error={errors.fields.reason}
        hint="Shown with the request, and kept on record."
      >
        {(field) => <Textarea {...field} name="reason" rows={2} maxLength={2000} className="min-h-14!" />}
      </Field>
    </FormDialog>
  );
}
