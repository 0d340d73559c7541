"use client";

import Link from "next/link";
import { lazyPart } from "@/components/ui/lazy-part";
import { RelativeTime } from "@/components/ui/relative-time";
import { SkeletonRows } from "@/components/ui/skeleton";
import { TimeLeft } from "@/components/work/overlays/time-left";
import { useWorkHref } from "@/components/work/use-work-href";
import type { ActionSummary } from "@/lib/guardian/schema";
import { ActionButtons } from "../action-buttons";
import { OvertakenNote } from "../overtaken-note";
import { TYPE_WORDS } from "../prepare-action";

const ProposalPlan = lazyPart(() => import("./proposal-plan").then((module) => module.ProposalPlan), {
  fallback: <SkeletonRows rows={1} label="Loading its plan" />,
});

/** One proposal that waits: who wants what, why, what it would do, and until when it can be decided. */
export function ProposalItem({ action }: { action: ActionSummary }) {
  const href = useWorkHref();
  const cannotApprove = action.caller.refused.find(({ decision }) => decision === "approve");
  return (
    <li
      id={action.id}
      className="flex scroll-mt-24 flex-col gap-2 border-b border-line px-4 py-4 last:border-b-0 target:bg-selected"
    >
      <div className="flex flex-wrap items-start gap-x-6 gap-y-2">
        <div className="min-w-0 flex-1 basis-72">
          <h3 className="font-semibold wrap-anywhere">
            <Link href={href(`/guardian/actions/${action.id}`)} className="hover:underline">
              {TYPE_WORDS[action.actionType]}: {action.targetLabel}
            </Link>
          </h3>
          <p className="text-muted wrap-anywhere">
            {action.caller.isAsker ? "You" : action.initiatedBy.name}, <RelativeTime at={action.createdAt} />:{" "}
            {action.reason}
          </p>
        </div>
        {action.approval && (
          <p className="text-muted">
            To be decided: <TimeLeft expiresAt={action.approval.expiresAt} />
          </p>
        )}
      </div>
      <ProposalPlan actionId={action.id} />
      {action.approval && <p className="text-muted">Needs approval: {action.approval.reasons.join(" ")}</p>}
      {action.overtaken && <OvertakenNote change={action.overtaken} />}
      {cannotApprove && <p className="text-muted">{cannotApprove.why}</p>}
      <ActionButtons action={action} />
    </li>
  );
}
