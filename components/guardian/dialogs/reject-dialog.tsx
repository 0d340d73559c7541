"use client";

import { notify } from "@/components/ui/notify";
import type { DialogControl } from "@/components/work/form/use-dialog";
import { useSubmission } from "@/components/work/form/use-submission";
import { textOf } from "@/components/work/prepare-form";
import { rejectAction } from "@/lib/guardian/queries";
import type { ActionSummary, RejectAction } from "@/lib/guardian/schema";
import { DecisionForm } from "../decisions/decision-form";
import { actionTitle } from "../prepare-action";
import { useActionsChanged } from "../use-actions-changed";
import { ReasonField } from "./reason-field";

/** Turns a proposal down; whoever asked withdraws it this way. */
export function RejectDialog({ action, ...control }: { action: ActionSummary } & DialogControl) {
  const isOwn = action.caller.isAsker;
  const changed = useActionsChanged();
  const { submit, isSending, errors } = useSubmission({
    names: ["reason"],
    send: (body: RejectAction) => rejectAction(action.id, body),
    onDone: (decided) => {
      changed(decided);
      notify.success(isOwn ? "Withdrawn" : "Rejected", { description: actionTitle(action) });
      control.onOpenChange(false);
    },
  });
  return (
    <DecisionForm
      decision="reject"
      action={action}
      control={control}
      title={isOwn ? "Withdraw this?" : "Reject this?"}
      description={`${actionTitle(action)}: ${action.reason}`}
      submitLabel={isOwn ? "Withdraw" : "Reject"}
      errors={errors}
      isSending={isSending}
      onSubmit={(form) => submit({ reason: textOf(form, "reason") })}
    >
      <p className="text-muted">Nothing is done, and it cannot be approved any more.</p>
      <ReasonField error={errors.fields.reason} />
    </DecisionForm>
  );
}
