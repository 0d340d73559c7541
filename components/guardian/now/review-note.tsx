"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Alert } from "@/components/ui/alert";
import { RelativeTime } from "@/components/ui/relative-time";
import { TimeLeft } from "@/components/work/overlays/time-left";
import { useWorkHref } from "@/components/work/use-work-href";
import { actionsQuery } from "@/lib/guardian/queries";
import type { ActionSummary } from "@/lib/guardian/schema";
import { ActionButtons } from "../action-buttons";
import { unreviewedFilter } from "../filters";
import { actionTitle, CAUSE_WORDS } from "../prepare-action";

/** What was done before anybody had approved stands here until another person has reviewed it. */
export function ReviewNote({ projectId }: { projectId: string | undefined }) {
  const href = useWorkHref();
  const { data } = useInfiniteQuery(actionsQuery(unreviewedFilter(projectId)));
  const actions = data?.pages.flatMap((page) => page.items) ?? [];
  if (actions.length === 0) return null;
  const count = actions.length === 1 ? "1 action was" : `${actions.length} actions were`;
  return (
    <Alert tone="warning" title={`${count} done before anybody had approved: another person must review`}>
      <ul className="mt-1 flex flex-col gap-3">
        {actions.map((action) => (
          <li key={action.id} className="flex flex-wrap items-center gap-x-4 gap-y-1">
            <span className="min-w-0 flex-1 basis-64 wrap-anywhere">
              <Link href={href(`/guardian/actions/${action.id}`)} className="underline hover:no-underline">
                {actionTitle(action)}
              </Link>
              , by {action.initiatedBy.name}, <RelativeTime at={action.executedAt ?? action.createdAt} />:{" "}
              {action.reason}
              <span className="block">
                <WhatIsLeft action={action} />
                {action.caller.isAsker && " Yours, so somebody else reviews it."}
              </span>
            </span>
            <ActionButtons action={action} />
          </li>
        ))}
      </ul>
    </Alert>
  );
}

/** Whether it is over: one that lasts is looked at first. */
function WhatIsLeft({
  action: { expiresAt, revertedAt, revertCause, isRevertible },
}: {
  action: ActionSummary;
}) {
  if (revertedAt) {
    return (
      <>
        Over since <RelativeTime at={revertedAt} />
        {revertCause && `, ${CAUSE_WORDS[revertCause]}`}.
      </>
    );
  }
  if (!expiresAt || !isRevertible) return "Done, and nothing of it lasts.";
  return (
    <>
      In force: <TimeLeft expiresAt={expiresAt} />.
    </>
  );
}
