"use client";

import { notify } from "@/components/ui/notify";
import type { DialogControl } from "@/components/work/form/use-dialog";
import { useSubmission } from "@/components/work/form/use-submission";
import { textOf } from "@/components/work/prepare-form";
import { extendAction } from "@/lib/guardian/queries";
import type { ActionSummary, ExtendAction } from "@/lib/guardian/schema";
import { DecisionForm } from "../decisions/decision-form";
import { actionTitle } from "../prepare-action";
import { useActionsChanged } from "../use-actions-changed";
import { LastsField } from "./lasts-field";
import { ReasonField } from "./reason-field";

/** Sets anew when what an action laid ends. */
export function ExtendDialog({ action, ...control }: { action: ActionSummary } & DialogControl) {
  const changed = useActionsChanged();
  const { submit, isSending, errors } = useSubmission({
    names: ["expiresInSeconds", "reason"],
    send: (body: ExtendAction) => extendAction(action.id, body),
    onDone: (decided) => {
      changed(decided);
      notify.success("Its end is set anew", { description: actionTitle(action) });
      control.onOpenChange(false);
    },
  });
  return (
    <DecisionForm
      decision="extend"
      action={action}
      control={control}
      title="Set its end anew?"
      description={actionTitle(action)}
      submitLabel="Set the end"
      errors={errors}
      isSending={isSending}
      onSubmit={(form) =>
        submit({
          expiresInSeconds: Number(textOf(form, "expiresInSeconds")),
          reason: textOf(form, "reason"),
        })
      }
    >
      <LastsField label="From now on" error={errors.fields.expiresInSeconds} />
      <ReasonField error={errors.fields.reason} />
    </DecisionForm>
  );
}
