"use client";

import { Field } from "@/components/ui/field";
import { notify } from "@/components/ui/notify";
import { Textarea } from "@/components/ui/textarea";
import { FormDialog } from "@/components/work/form/form-dialog";
import type { DialogControl } from "@/components/work/form/use-dialog";
import { useSubmission } from "@/components/work/form/use-submission";
import { textOf } from "@/components/work/prepare-form";
import { dismissRecommendation } from "@/lib/costs/queries";
import type { DismissRecommendation, Recommendation } from "@/lib/costs/schema";
import { useRecommendationsChanged } from "./use-recommendations-changed";

export function DismissDialog({ item, ...control }: { item: Recommendation } & DialogControl) {
  const changed = useRecommendationsChanged();
  const { submit, isSending, errors } = useSubmission({
    names: ["reason"],
    send: (body: DismissRecommendation) => dismissRecommendation(item.id, body),
    onDone: () => {
      changed();
      notify.success("Recommendation dismissed", { description: item.label });
      control.onOpenChange(false);
    },
  });
  return (
    <FormDialog
      control={control}
      title="Dismiss this recommendation?"
      description={item.label}
      submitLabel="Dismiss"
      cancelLabel="Keep it"
      errors={errors}
      isSending={isSending}
      onSubmit={(form) => submit({ reason: textOf(form, "reason") })}
    >
      <p className="text-muted">It comes back only if it would save at least twice as much as now.</p>
      <Field label="Reason" required error={errors.fields.reason} hint="Kept on record.">
        {(field) => <Textarea {...field} name="reason" rows={2} maxLength={2000} className="min-h-14!" />}
      </Field>
    </FormDialog>
  );
}
