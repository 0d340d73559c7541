"use client";

import { useQuery } from "@tanstack/react-query";
import { Checkbox } from "@/components/ui/checkbox";
import { notify } from "@/components/ui/notify";
import { SkeletonRows } from "@/components/ui/skeleton";
import type { DialogControl } from "@/components/work/form/use-dialog";
import { useSubmission } from "@/components/work/form/use-submission";
import { textOf } from "@/components/work/prepare-form";
import { Loaded } from "@/components/work/state/loaded";
import { actionQuery, revertAction, revertPreviewQuery } from "@/lib/guardian/queries";
import type { ActionSummary, RevertInput } from "@/lib/guardian/schema";
import { DecisionForm } from "../decisions/decision-form";
import { actionTitle, OUTCOME_WORDS } from "../prepare-action";
import { useActionsChanged } from "../use-actions-changed";
import { ReasonField } from "./reason-field";

/** Says what reverting an action does to each of its effects, and does it. */
export function RevertDialog({ action, ...control }: { action: ActionSummary } & DialogControl) {
  const changed = useActionsChanged();
  const now = useQuery(actionQuery(action.id)).data ?? action;
  const { submit, isSending, errors } = useSubmission({
    names: ["reason"],
    send: (body: RevertInput, key) => revertAction(action.id, body, key),
    onDone: ({ status }) => {
      changed({ id: action.id, status, caller: { ...action.caller, may: [] } });
      const words = status === "reverting" ? "Being reverted" : "Reverted";
      notify.success(words, { description: actionTitle(action) });
      control.onOpenChange(false);
    },
  });
  const preview = useQuery({
    ...revertPreviewQuery(now),
    // What is being reverted, or is already, has nothing left to look at.
    enabled: control.open && !isSending && now.caller.may.includes("revert"),
  });
  const effects = preview.data?.effects ?? [];
  const offersNewTask = effects.some((effect) => effect.offersNewTask);
  return (
    <DecisionForm
      decision="revert"
      action={action}
      control={control}
      title="Revert this now?"
      description={actionTitle(action)}
      submitLabel="Revert now"
      errors={errors}
      isSending={isSending}
      waitsFor={preview.data || isSending ? undefined : "It can be reverted once it is shown what that does."}
      onSubmit={(form) => submit({ reason: textOf(form, "reason"), newTask: form.has("newTask") })}
    >
      <Loaded
        query={preview}
        what="what this would do"
        skeleton={<SkeletonRows rows={2} label="Working out what this would do" />}
      >
        {({ effects: shown }) => (
          <ul className="flex flex-col gap-2">
            {shown.map(({ number, label, outcome, detail }) => (
              <li key={number} className="rounded-md border border-line px-3 py-2 wrap-anywhere">
                <p>{label}</p>
                <p className="text-muted">
                  <strong className="font-medium text-fg">{OUTCOME_WORDS[outcome]}.</strong> {detail}
                </p>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      {offersNewTask && (
        <Checkbox
          name="newTask"
          defaultChecked
          label="Create a new task like it"
          hint="With the same prompt; what was stopped stays as it is."
        />
      )}
      <ReasonField error={errors.fields.reason} />
    </DecisionForm>
  );
}
