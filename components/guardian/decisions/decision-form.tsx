"use client";

import { useQuery } from "@tanstack/react-query";
import { type ComponentProps, useEffect, useRef, useState } from "react";
import { Alert } from "@/components/ui/alert";
import { RelativeTime } from "@/components/ui/relative-time";
import { FormDialog } from "@/components/work/form/form-dialog";
import { actionQuery } from "@/lib/guardian/queries";
import type { ActionSummary, Decision, GuardianAction } from "@/lib/guardian/schema";
import { overtakenWords } from "../prepare-action";
import { useActionsChanged } from "../use-actions-changed";

/** Others may be deciding about the same: nobody types a reason for what is over already. */
const REFRESH_MS = 2_000;

/**
 * The form of a decision. Where the action has moved on meanwhile it says how and by whom, and offers no answer that
 * would only be refused; a refusal stays until it is read.
 */
export function DecisionForm({
  decision,
  action,
  children,
  waitsFor,
  ...form
}: { decision: Decision; action: ActionSummary } & Omit<ComponentProps<typeof FormDialog>, "isOver">) {
  const { control, errors, isSending } = form;
  const isDeciding = control.open && !isSending;
  const { data: now, dataUpdatedAt: foundAt } = useQuery({
    ...actionQuery(action.id),
    refetchInterval: isDeciding && REFRESH_MS,
  });
  const changed = useRef(useActionsChanged());
  // A refusal tells of something that this page does not show yet.
  useEffect(() => {
    if (errors.message) changed.current();
  }, [errors]);
  const [refused, setRefused] = useState({ errors, foundAt });
  if (refused.errors !== errors) setRefused({ errors, foundAt });
  const isLooking = errors.message !== undefined && refused.foundAt === foundAt;
  const isOver =
    isDeciding && now !== undefined && now.version > action.version && !now.caller.may.includes(decision);
  return (
    <FormDialog
      {...form}
      isOver={isOver}
      waitsFor={isLooking ? "It is looked up what has become of it." : waitsFor}
    >
      {!isOver && children}
      {isOver && <OverNote action={now} refusal={errors.message} />}
    </FormDialog>
  );
}

/** What a refusal says is not said again. */
function OverNote({ action, refusal }: { action: GuardianAction; refusal: string | undefined }) {
  const last = action.auditLog.at(-1);
  if (refusal && action.failure && refusal.includes(action.failure)) return null;
  return (
    <Alert tone="warning" announce title="There is nothing left to decide">
      <p className="wrap-anywhere">{overtakenWords(action)}</p>
      {last && <RelativeTime at={last.at} />}
    </Alert>
  );
}
