"use client";

import { Field } from "@/components/ui/field";
import { notify } from "@/components/ui/notify";
import { Textarea } from "@/components/ui/textarea";
import { quarantineAgent, reinstateAgent } from "@/lib/work/queries";
import type { Agent } from "@/lib/work/schema";
import { FormDialog } from "../form/form-dialog";
import type { DialogControl } from "../form/use-dialog";
import { useSubmission } from "../form/use-submission";
import { textOf } from "../prepare-form";
import { useAgentChanged } from "./use-agent-changed";

export function QuarantineDialog({ agent, ...control }: { agent: Agent } & DialogControl) {
  const changed = useAgentChanged();
  const { submit, isSending, errors } = useSubmission({
    names: ["reason"],
    send: (reason: string) => quarantineAgent(agent.id, { reason }),
    onDone: (quarantined) => {
      changed(quarantined);
      notify.success(`${agent.name} is in quarantine`);
      control.onOpenChange(false);
    },
  });
  return (
    <FormDialog
      control={control}
      title={`Quarantine ${agent.name}?`}
      description="It gets no tasks until somebody reinstates it."
      submitLabel="Quarantine agent"
      danger
      errors={errors}
      isSending={isSending}
      onSubmit={(form) => submit(textOf(form, "reason"))}
    >
      <Field label="Reason" required error={errors.fields.reason} hint="Shown on the agent's page.">
        {(field) => <Textarea {...field} name="reason" rows={3} maxLength={2000} />}
      </Field>
    </FormDialog>
  );
}

export function ReinstateDialog({ agent, ...control }: { agent: Agent } & DialogControl) {
  const changed = useAgentChanged();
  const { submit, isSending, errors } = useSubmission({
    names: [],
    send: (id: string) => reinstateAgent(id),
    onDone: (reinstated) => {
      changed(reinstated);
      notify.success(`${agent.name} gets tasks again`);
      control.onOpenChange(false);
    },
  });
  return (
    <FormDialog
      control={control}
      title={`Reinstate ${agent.name}?`}
      description="It gets tasks again from its next claim on."
      submitLabel="Reinstate agent"
      errors={errors}
      isSending={isSending}
      onSubmit={() => submit(agent.id)}
    >
      {agent.statusReason && (
        <p className="whitespace-pre-wrap text-muted wrap-anywhere">Quarantined for: {agent.statusReason}</p>
      )}
    </FormDialog>
  );
}
