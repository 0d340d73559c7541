"use client";

import { useState } from "react";
import { notify } from "@/components/ui/notify";
import { placeOverride } from "@/lib/work/queries";
import type { PlaceOverride, Priority } from "@/lib/work/schema";
import { FormDialog } from "../form/form-dialog";
import { PriorityField } from "../form/priority-field";
import type { DialogControl } from "../form/use-dialog";
import { useSubmission } from "../form/use-submission";
import { textOf } from "../prepare-form";
import { OVERRIDE_KINDS, overrideScopeOf } from "../prepare-scope";
import { END_FIELDS, EndFields, endOf } from "./end-fields";
import { ScopeFields } from "./scope-fields";
import { useOverlaysChanged } from "./use-overlays-changed";

export interface OverrideTarget {
  kind: "task" | "ticket";
  id: string;
  title: string;
}

/** Without a target the form asks which task or ticket. */
export function OverrideDialog({
  target,
  projectId,
  ...control
}: { target?: OverrideTarget | undefined; projectId?: string | undefined } & DialogControl) {
  const changed = useOverlaysChanged();
  const [unchosen, setUnchosen] = useState<string>();
  const { submit, isSending, errors } = useSubmission({
    names: [...END_FIELDS, "priority"],
    send: (body: PlaceOverride, key) => placeOverride(body, key),
    onDone: (override) => {
      changed();
      notify.success("Priority overridden", { description: override.scopeLabel });
      control.onOpenChange(false);
    },
  });

  function send(form: FormData) {
    const scope = target ? scopeOf(target) : overrideScopeOf(form);
    setUnchosen(scope ? undefined : "Choose a task or a ticket.");
    if (scope) submit({ scope, priority: textOf(form, "priority") as Priority, ...endOf(form) });
  }

  return (
    <FormDialog
      control={control}
      title={target ? `Override the priority of “${target.title}”?` : "Override a priority"}
      description="The queue obeys this priority instead while it is in force. The task's own stays as it is."
      submitLabel="Override priority"
      errors={errors}
      isSending={isSending}
      onSubmit={send}
    >
      {!target && (
        <ScopeFields kinds={OVERRIDE_KINDS} projectId={projectId} error={unchosen ?? errors.fields.scope} />
      )}
      <PriorityField defaultValue="CRITICAL" error={errors.fields.priority} />
      <EndFields errors={errors} />
    </FormDialog>
  );
}

function scopeOf({ kind, id }: OverrideTarget): PlaceOverride["scope"] {
  return kind === "task" ? { kind, taskId: id } : { kind, ticketId: id };
}
