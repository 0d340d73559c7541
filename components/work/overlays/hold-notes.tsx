"use client";

import Link from "next/link";
import { Alert } from "@/components/ui/alert";
import type { Hold } from "@/lib/work/schema";
import { entityPath } from "../links";
import { isOfBudget } from "../prepare-overlay";
import { useWorkHref } from "../use-work-href";
import { EndButton } from "./end-button";
import { TimeLeft } from "./time-left";

/** The holds on what a page is about, each with its reason and, for those who may, its end. */
export function HoldNotes({ holds, mayAct, effect }: { holds: Hold[]; mayAct: boolean; effect: string }) {
  return holds.map((hold) => (
    <div key={hold.id} className="mb-4">
      <Alert
        tone="warning"
        title={effect}
        action={
          isOfBudget(hold) ? (
            <BudgetLink budgetId={hold.owner} />
          ) : (
            mayAct && <EndButton overlay={{ ...hold, kind: "holds" }} label="End hold" />
          )
        }
      >
        <p className="whitespace-pre-wrap wrap-anywhere">{hold.reason}</p>
        <p>
          {hold.ownerName} · <TimeLeft expiresAt={hold.expiresAt} />
        </p>
      </Alert>
    </div>
  ));
}

function BudgetLink({ budgetId }: { budgetId: string }) {
  const href = useWorkHref();
  return (
    <Link
      href={href(entityPath(budgetId) ?? "/costs/budgets")}
      className="self-center underline hover:no-underline"
    >
      See the budget
    </Link>
  );
}
