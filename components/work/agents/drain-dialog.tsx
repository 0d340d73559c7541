"use client";

import { notify } from "@/components/ui/notify";
import { drainAgent } from "@/lib/work/queries";
import type { Agent } from "@/lib/work/schema";
import { FormDialog } from "../form/form-dialog";
import type { DialogControl } from "../form/use-dialog";
import { useSubmission } from "../form/use-submission";
import { drainConsequence } from "../prepare-agent";
import { useAgentChanged } from "./use-agent-changed";

export function DrainDialog({ agent, ...control }: { agent: Agent } & DialogControl) {
  const changed = useAgentChanged();
  const { submit, isSending, errors } = useSubmission({
    names: [],
    send: (id: string) => drainAgent(id),
    onDone: (drained) => {
      changed(drained);
      notify.success(`${agent.name} is draining`);
      control.onOpenChange(false);
    },
  });
  return (
    <FormDialog
      control={control}
      title={`Drain ${agent.name}?`}
      description={drainConsequence(agent)}
      submitLabel="Drain agent"
      cancelLabel="Keep it"
      errors={errors}
      isSending={isSending}
      onSubmit={() => submit(agent.id)}
    >
      <p className="text-muted">
        Its runner may register again under the same name; it then gets tasks as before.
      </p>
    </FormDialog>
  );
}
