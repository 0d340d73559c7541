"use client";

import { useState } from "react";
import { guardianLooks } from "@/components/guardian/guardian-looks";
import { Alert } from "@/components/ui/alert";
import { notify } from "@/components/ui/notify";
import { FormDialog } from "@/components/work/form/form-dialog";
import type { DialogControl } from "@/components/work/form/use-dialog";
import { useSubmission } from "@/components/work/form/use-submission";
import { putPolicy } from "@/lib/guardian/queries";
import { type PolicyDetail, PolicyMode } from "@/lib/guardian/schema";
import { actionWords, limitWords, MODE_MEANING } from "../prepare-policy";
import { usePoliciesChanged } from "../use-policies-changed";

/** Whether a policy is looked at, and whether it acts; says what that means before it is so. */
export function ModeDialog({ policy, ...control }: { policy: PolicyDetail } & DialogControl) {
  const changed = usePoliciesChanged();
  const [mode, setMode] = useState<PolicyMode>(policy.mode);
  const { submit, isSending, errors } = useSubmission({
    names: [],
    send: (next: PolicyMode) => putPolicy(policy.name, { mode: next, expectedHash: policy.hash }),
    onDone: (next) => {
      changed();
      const { label } = guardianLooks.policy[next.mode];
      notify.success(`${next.name}: ${label.toLowerCase()}`);
      control.onOpenChange(false);
    },
  });
  return (
    <FormDialog
      control={control}
      title={`What may ${policy.name} do?`}
      submitLabel="Switch"
      danger={mode === "enforce"}
      errors={errors}
      isSending={isSending}
      onSubmit={() => (mode === policy.mode ? control.onOpenChange(false) : submit(mode))}
    >
      <fieldset className="flex flex-col gap-2">
        <legend className="sr-only">Mode</legend>
        {PolicyMode.options.map((option) => (
          <label
            key={option}
            className="flex cursor-pointer items-start gap-3 rounded-lg border border-line-strong p-3 has-checked:border-fg has-checked:bg-selected has-focus-visible:outline-2 has-focus-visible:outline-offset-1 has-focus-visible:outline-focus"
          >
            <input
              type="radio"
              name="mode"
              value={option}
              checked={mode === option}
              onChange={() => setMode(option)}
              className="mt-1 accent-primary"
            />
            <span>
              <span className="block font-medium">{guardianLooks.policy[option].label}</span>
              <span className="text-muted">{MODE_MEANING[option]}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {mode === "enforce" && policy.mode !== "enforce" && (
        <Alert tone="warning" title="It will act without anybody being asked again">
          <ul className="list-disc pl-5">
            <li>It does this: {actionWords(policy).toLowerCase()}.</li>
            <li>
              At most {limitWords(policy)}.{" "}
              {policy.needsApproval
                ? "Each time a person must approve within minutes, or nothing is done."
                : "Nobody is asked before it acts."}
            </li>
            <li>Every act is on the record, and can be reverted as long as it lasts.</li>
            <li>What holds now begins anew: it counts from the moment of switching.</li>
          </ul>
        </Alert>
      )}
    </FormDialog>
  );
}
