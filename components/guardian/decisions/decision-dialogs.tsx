"use client";

import { createContext, lazy, type ReactNode, Suspense, use, useState } from "react";
import { loadAhead, openLoaded } from "@/components/work/form/open-loaded";
import type { ActionSummary, Decision } from "@/lib/guardian/schema";

const LOADS = {
  approve: () => import("../dialogs/approve-dialog").then((it) => ({ default: it.ApproveDialog })),
  reject: () => import("../dialogs/reject-dialog").then((it) => ({ default: it.RejectDialog })),
  review: () => import("../dialogs/review-dialog").then((it) => ({ default: it.ReviewDialog })),
  extend: () => import("../dialogs/extend-dialog").then((it) => ({ default: it.ExtendDialog })),
  revert: () => import("../dialogs/revert-dialog").then((it) => ({ default: it.RevertDialog })),
} as const;

const VIEWS = {
  approve: lazy(LOADS.approve),
  reject: lazy(LOADS.reject),
  review: lazy(LOADS.review),
  extend: lazy(LOADS.extend),
  revert: lazy(LOADS.revert),
} as const satisfies Record<Decision, unknown>;

type Show = (decision: Decision, action: ActionSummary) => void;

const ShowDecision = createContext<Show | null>(null);

/**
 * Holds the dialog in which something is decided. It belongs to the page: its row may leave the list while somebody is
 * deciding, and what came of the decision must still be read.
 */
export function DecisionDialogs({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<{ decision: Decision; action: ActionSummary; times: number }>();
  const [open, setOpen] = useState(false);
  const [show] = useState<Show>(() => (decision: Decision, action: ActionSummary) => {
    setShown((was) => ({ decision, action, times: (was?.times ?? 0) + 1 }));
    setOpen(true);
  });
  const View = shown && VIEWS[shown.decision];
  return (
    <ShowDecision value={show}>
      {children}
      {View && (
        <Suspense fallback={null}>
          <View key={shown.times} action={shown.action} open={open} onOpenChange={setOpen} />
        </Suspense>
      )}
    </ShowDecision>
  );
}

/** What a button is given that opens the dialog of a decision; pointing at it or focusing it begins to load. */
export function useDecision(decision: Decision, action: ActionSummary) {
  const show = use(ShowDecision);
  if (!show) throw new Error("A decision is made within DecisionDialogs.");
  const load = LOADS[decision];
  const prepare = () => loadAhead(load);
  return {
    "aria-haspopup": "dialog" as const,
    onPointerEnter: prepare,
    onFocus: prepare,
    onClick: () => void openLoaded(load, () => show(decision, action)),
  };
}
