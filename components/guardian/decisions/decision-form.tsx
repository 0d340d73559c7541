"use client";

import { useQuery } from "@tanstack/react-query";
import { type ComponentProps, useEffect, useRef } from "react";
import { Alert } from "@/components/ui/alert";
import { FormDialog } from "@/components/work/form/form-dialog";
import { actionQuery } from "@/lib/guardian/queries";
import type { ActionSummary, Decision } from "@/lib/guardian/schema";
import { overtakenWords } from "../prepare-action";
import { useActionsChanged } from "../use-actions-changed";

/**
 * The form of a decision. Where the action has moved on meanwhile it says how, and offers no answer that would only
 * be refused; a refusal stays until it is read.
 */
export function DecisionForm({
  decision,
  action,
  children,
  ...form
}: { decision: Decision; action: ActionSummary } & Omit<ComponentProps<typeof FormDialog>, "isOver">) {
  const { control, errors, isSending } = form;
  const { data: now } = useQuery(actionQuery(action.id));
  const changed = useRef(useActionsChanged());
  // A refusal tells of something that this page does not show yet.
  useEffect(() => {
    if (errors.message) changed.current();
  }, [errors]);
  const isOver =
    control.open &&
    !isSending &&
    now !== undefined &&
    now.version > action.version &&
    !now.caller.may.includes(decision);
  return (
    <FormDialog {...form} isOver={isOver}>
      {!isOver && children}
      {isOver && !errors.message && (
        <Alert tone="warning" announce title="There is nothing left to decide">
          {overtakenWords(now)}
        </Alert>
      )}
    </FormDialog>
  );
}
