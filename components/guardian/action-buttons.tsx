"use client";

import { clsx } from "clsx";
import { lazy } from "react";
import { Button } from "@/components/ui/button";
import { useDialog } from "@/components/work/form/use-dialog";
import type { ActionSummary } from "@/lib/guardian/schema";
import { actionTitle, waitsForReview } from "./prepare-action";
import type { Viewer } from "./viewer";

const loadRevert = () => import("./dialogs/revert-dialog").then((it) => ({ default: it.RevertDialog }));
const RevertDialog = lazy(loadRevert);
const loadApprove = () => import("./dialogs/approve-dialog").then((it) => ({ default: it.ApproveDialog }));
const ApproveDialog = lazy(loadApprove);
const loadReject = () => import("./dialogs/reject-dialog").then((it) => ({ default: it.RejectDialog }));
const RejectDialog = lazy(loadReject);
const loadReview = () => import("./dialogs/review-dialog").then((it) => ({ default: it.ReviewDialog }));
const ReviewDialog = lazy(loadReview);
const loadExtend = () => import("./dialogs/extend-dialog").then((it) => ({ default: it.ExtendDialog }));
const ExtendDialog = lazy(loadExtend);

/** What this person may still decide about an action; nothing for those who only look. */
export function ActionButtons({
  action,
  viewer,
  revertLabel = "Take back",
  inRow = false,
}: {
  action: ActionSummary;
  viewer: Viewer;
  revertLabel?: string;
  /** In one line, however narrow: a row scrolls sideways. */
  inRow?: boolean;
}) {
  if (!viewer.mayAct) return null;
  const isOwn = action.initiatedBy.id === viewer.id;
  const isProposed = action.status === "proposed";
  const lasts = action.isRevertible && action.expiresAt !== null && action.status !== "failed";
  return (
    <div className={clsx("flex justify-end gap-2", !inRow && "flex-wrap")}>
      {isProposed && (!isOwn || viewer.mayApproveOwn) && <ApproveButton action={action} />}
      {isProposed && <RejectButton action={action} isOwn={isOwn} />}
      {waitsForReview(action) && !isOwn && <ReviewButton action={action} />}
      {lasts && !waitsForReview(action) && <ExtendButton action={action} />}
      {action.isRevertible && <RevertButton action={action} label={revertLabel} />}
    </div>
  );
}

function About({ action }: { action: ActionSummary }) {
  return <span className="sr-only">: {actionTitle(action)}</span>;
}

function RevertButton({ action, label }: { action: ActionSummary; label: string }) {
  const dialog = useDialog(loadRevert);
  return (
    <>
      <Button size="sm" {...dialog.trigger}>
        {label}
        <About action={action} />
      </Button>
      {dialog.render(RevertDialog, { action })}
    </>
  );
}

function ApproveButton({ action }: { action: ActionSummary }) {
  const dialog = useDialog(loadApprove);
  return (
    <>
      <Button size="sm" variant="primary" {...dialog.trigger}>
        Approve
        <About action={action} />
      </Button>
      {dialog.render(ApproveDialog, { action })}
    </>
  );
}

function RejectButton({ action, isOwn }: { action: ActionSummary; isOwn: boolean }) {
  const dialog = useDialog(loadReject);
  return (
    <>
      <Button size="sm" {...dialog.trigger}>
        {isOwn ? "Withdraw" : "Reject"}
        <About action={action} />
      </Button>
      {dialog.render(RejectDialog, { action, isOwn })}
    </>
  );
}

function ReviewButton({ action }: { action: ActionSummary }) {
  const dialog = useDialog(loadReview);
  return (
    <>
      <Button size="sm" variant="primary" {...dialog.trigger}>
        Review
        <About action={action} />
      </Button>
      {dialog.render(ReviewDialog, { action })}
    </>
  );
}

function ExtendButton({ action }: { action: ActionSummary }) {
  const dialog = useDialog(loadExtend);
  return (
    <>
      <Button size="sm" {...dialog.trigger}>
        Set end
        <About action={action} />
      </Button>
      {dialog.render(ExtendDialog, { action })}
    </>
  );
}
