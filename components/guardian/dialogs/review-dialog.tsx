"use client";

import { useQuery } from "@tanstack/react-query";
import { Field } from "@/components/ui/field";
import { notify } from "@/components/ui/notify";
import { Select } from "@/components/ui/select";
import type { DialogControl } from "@/components/work/form/use-dialog";
import { useSubmission } from "@/components/work/form/use-submission";
import { textOf } from "@/components/work/prepare-form";
import { actionQuery, reviewAction } from "@/lib/guardian/queries";
import type { ActionSummary, ReviewAction } from "@/lib/guardian/schema";
import { DecisionForm } from "../decisions/decision-form";
import { ActionPlan } from "../plan/action-plan";
import { actionTitle } from "../prepare-action";
import { useActionsChanged } from "../use-actions-changed";
import { ReasonField } from "./reason-field";

/** Another person's verdict on what was done before anybody had approved. */
export function ReviewDialog({ action, ...control }: { action: ActionSummary } & DialogControl) {
  const changed = useActionsChanged();
  const query = useQuery(actionQuery(action.id));
  const { submit, isSending, errors } = useSubmission({
    names: ["verdict", "note"],
    send: (body: ReviewAction) => reviewAction(action.id, body),
    onDone: (decided) => {
      changed(decided);
      notify.success("Reviewed", { description: actionTitle(action) });
      control.onOpenChange(false);
    },
  });
  return (
    <DecisionForm
      decision="review"
      action={action}
      control={control}
      title="Review this action"
      description={`${actionTitle(action)}, done by ${action.initiatedBy.name} before anybody had approved: ${action.reason}`}
      submitLabel="Keep the review"
      errors={errors}
      isSending={isSending}
      waitsFor={query.data ? undefined : "It can be reviewed once it is shown what was done."}
      onSubmit={(form) =>
        submit({ verdict: textOf(form, "verdict") as ReviewAction["verdict"], note: textOf(form, "note") })
      }
    >
      <ActionPlan query={query} rows={2} />
      <Field label="Verdict" required error={errors.fields.verdict}>
        {(field) => (
          <Select {...field} name="verdict" defaultValue="justified">
            <option value="justified">Justified</option>
            <option value="not_justified">Not justified</option>
          </Select>
        )}
      </Field>
      <ReasonField label="Note" name="note" error={errors.fields.note} />
    </DecisionForm>
  );
}
