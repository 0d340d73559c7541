"use client";

import { Button } from "@/components/ui/button";
import type { ActionSummary, Decision } from "@/lib/guardian/schema";
import { actionTitle, DECISION_WORDS } from "../prepare-action";
import { useDecision } from "./decision-dialogs";

const PRIMARY: readonly Decision[] = ["approve", "review"];

/** Opens the dialog in which something is decided about an action. */
export function DecisionButton({ decision, action }: { decision: Decision; action: ActionSummary }) {
  const trigger = useDecision(decision, action);
  const label = decision === "reject" && action.caller.isAsker ? "Withdraw" : DECISION_WORDS[decision];
  return (
    <Button size="sm" {...(PRIMARY.includes(decision) ? { variant: "primary" } : {})} {...trigger}>
      {label}
      {/* For those who hear one button alone. */}
      <span className="sr-only">: {actionTitle(action)}</span>
    </Button>
  );
}
