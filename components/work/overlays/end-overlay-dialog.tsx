"use client";

import { Field } from "@/components/ui/field";
import { notify } from "@/components/ui/notify";
import { Textarea } from "@/components/ui/textarea";
import { endOverlay, type OverlayKind } from "@/lib/work/queries";
import type { EndOverlay } from "@/lib/work/schema";
import { FormDialog } from "../form/form-dialog";
import type { DialogControl } from "../form/use-dialog";
import { useSubmission } from "../form/use-submission";
import { textOf } from "../prepare-form";
import { useOverlaysChanged } from "./use-overlays-changed";

export interface LiveOverlay {
  kind: OverlayKind;
  id: string;
  scopeLabel: string;
  reason: string;
  ownerName: string;
}

const WORDS: Record<OverlayKind, { title: string; effect: string; done: string }> = {
  holds: {
    title: "End this hold?",
    effect: "Its tasks may be claimed again, unless another hold covers them.",
    done: "Hold ended",
  },
  "priority-overrides": {
    title: "End this priority override?",
    effect: "The queue obeys the tasks' own priority again, or another override's.",
    done: "Priority override ended",
  },
  "capacity-reservations": {
    title: "End this reservation?",
    effect: "Its slots serve any task that the agent can do again.",
    done: "Reservation ended",
  },
};

export function EndOverlayDialog({ overlay, ...control }: { overlay: LiveOverlay } & DialogControl) {
  const changed = useOverlaysChanged();
  const { title, effect, done } = WORDS[overlay.kind];
  const { submit, isSending, errors } = useSubmission({
    names: ["reason"],
    send: (body: EndOverlay) => endOverlay(overlay.kind, overlay.id, body),
    onDone: () => {
      changed();
      notify.success(done, { description: overlay.scopeLabel });
      control.onOpenChange(false);
    },
  });
  return (
    <FormDialog
      control={control}
      title={title}
      description={`${overlay.scopeLabel}, laid by ${overlay.ownerName}: ${overlay.reason}`}
      submitLabel="End now"
      cancelLabel="Keep it"
      errors={errors}
      isSending={isSending}
      onSubmit={(form) => submit({ reason: textOf(form, "reason") || undefined })}
    >
      <p className="text-muted">{effect}</p>
      <Field label="Reason" error={errors.fields.reason} hint="Kept on record.">
        {(field) => <Textarea {...field} name="reason" rows={2} maxLength={2000} className="min-h-14!" />}
      </Field>
    </FormDialog>
  );
}
