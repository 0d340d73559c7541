"use client";

import { useQuery } from "@tanstack/react-query";
import { notify } from "@/components/ui/notify";
import type { DialogControl } from "@/components/work/form/use-dialog";
import { useSubmission } from "@/components/work/form/use-submission";
import { textOf } from "@/components/work/prepare-form";
import { actionQuery, approveAction } from "@/lib/guardian/queries";
import type { ActionSummary, ApproveAction } from "@/lib/guardian/schema";
import { DecisionForm } from "../decisions/decision-form";
import { ActionPlan } from "../plan/action-plan";
import { actionTitle } from "../prepare-action";
import { useActionsChanged } from "../use-actions-changed";
import { ReasonField } from "./reason-field";

/** Approves the plan that the dialog shows, and no other. */
export function ApproveDialog({ action, ...control }: { action: ActionSummary } & DialogControl) {
  const changed = useActionsChanged();
  const query = useQuery(actionQuery(action.id));
  const { submit, isSending, errors } = useSubmission({
    names: ["note"],
    send: (body: ApproveAction) => approveAction(action.id, body),
    onDone: (decided) => {
      changed(decided);
      notify.success("Approved and carried out", { description: actionTitle(action) });
      control.onOpenChange(false);
    },
  });
  return (
    <DecisionForm
      decision="approve"
      action={action}
      control={control}
      title="Approve this?"
      description={`${actionTitle(action)}, asked for by ${action.initiatedBy.name}: ${action.reason}`}
      submitLabel="Approve and carry out"
      errors={errors}
      isSending={isSending}
      waitsFor={query.data ? undefined : "It can be approved once its plan is shown."}
      onSubmit={(form) => {
        if (!query.data) return;
        submit({ planHash: query.data.planHash, note: textOf(form, "note") || undefined });
      }}
    >
      <ActionPlan query={query} rows={2} />
      <p className="text-muted">
        It is carried out only if its targets are as the plan saw them; otherwise nothing happens.
      </p>
      <ReasonField label="Note" name="note" error={errors.fields.note} required={false} />
    </DecisionForm>
  );
}
