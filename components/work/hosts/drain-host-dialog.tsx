"use client";

import { notify } from "@/components/ui/notify";
import { drainHost } from "@/lib/work/queries";
import type { Host } from "@/lib/work/schema";
import { FormDialog } from "../form/form-dialog";
import type { DialogControl } from "../form/use-dialog";
import { useSubmission } from "../form/use-submission";
import { drainHostConsequence } from "./prepare-host";
import { useHostsChanged } from "./use-hosts-changed";

export function DrainHostDialog({ host, ...control }: { host: Host } & DialogControl) {
  const changed = useHostsChanged();
  const { submit, isSending, errors } = useSubmission({
    names: [],
    send: (id: string) => drainHost(id),
    onDone: () => {
      changed();
      notify.success(`${host.name} is draining`);
      control.onOpenChange(false);
    },
  });
  return (
    <FormDialog
      control={control}
      title={`Drain ${host.name}?`}
      description={drainHostConsequence(host)}
      submitLabel="Drain host"
      cancelLabel="Keep it"
      errors={errors}
      isSending={isSending}
      onSubmit={() => submit(host.id)}
    >
      <p className="text-muted">
        Started again on its machine, it is the same host and takes requests as before.
      </p>
    </FormDialog>
  );
}
