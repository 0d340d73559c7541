"use client";

import { Field } from "@/components/ui/field";
import { notify } from "@/components/ui/notify";
import { Textarea } from "@/components/ui/textarea";
import { FormDialog } from "@/components/work/form/form-dialog";
import type { DialogControl } from "@/components/work/form/use-dialog";
import { useSubmission } from "@/components/work/form/use-submission";
import { textOf } from "@/components/work/prepare-form";
import { acceptRecommendation } from "@/lib/costs/queries";
import type { AcceptRecommendation, Recommendation } from "@/lib/costs/schema";
import { useRecommendationsChanged } from "./use-recommendations-changed";

export function AcceptDialog({ item, ...control }: { item: Recommendation } & DialogControl) {
  const changed = useRecommendationsChanged();
  const { submit, isSending, errors } = useSubmission({
    names: ["reason"],
    send: (body: AcceptRecommendation) => acceptRecommendation(item.id, body),
    onDone: () => {
      changed();
      notify.success("Recommendation accepted", { description: item.label });
      control.onOpenChange(false);
    },
  });
  return (
    <FormDialog
      control={control}
      title="Accept this recommendation?"
      description={item.label}
      submitLabel="Accept"
      errors={errors}
      isSending={isSending}
      onSubmit={(form) => submit({ reason: textOf(form, "reason") || undefined })}
    >
      <p className="text-muted">
        It changes nothing by itself: change the agents, then see here what it has saved, against the month
        before.
      </p>
      <Field label="Note" error={errors.fields.reason} hint="Kept on record.">
        {(field) => <Textarea {...field} name="reason" rows={2} maxLength={2000} className="min-h-14!" />}
      </Field>
    </FormDialog>
  );
}
