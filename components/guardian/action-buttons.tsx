import { clsx } from "clsx";
import type { ActionSummary, Decision } from "@/lib/guardian/schema";
import { DecisionButton } from "./decisions/decision-button";

const ORDER: readonly Decision[] = ["approve", "reject", "review", "extend", "revert"];

/** What this person may still decide about an action; nothing for those who only look. */
export function ActionButtons({
  action,
  inRow = false,
}: {
  action: ActionSummary;
  /** In the last cell of a row: in one line. */
  inRow?: boolean;
}) {
  const decisions = ORDER.filter((decision) => action.caller.may.includes(decision));
  if (decisions.length === 0) return null;
  return (
    <div className={clsx("flex justify-end gap-2", inRow ? "stacked:justify-start" : "flex-wrap")}>
      {decisions.map((decision) => (
        <DecisionButton key={decision} decision={decision} action={action} />
      ))}
    </div>
  );
}
