"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Alert } from "@/components/ui/alert";
import { RelativeTime } from "@/components/ui/relative-time";
import { actionsQuery } from "@/lib/guardian/queries";
import { ActionButtons } from "../action-buttons";
import { unreviewedFilter } from "../filters";
import { actionTitle } from "../prepare-action";
import type { Viewer } from "../viewer";

/** What was done before anybody had approved stands here until another person has reviewed it. */
export function ReviewNote({ projectId, viewer }: { projectId: string | undefined; viewer: Viewer }) {
  const { data } = useInfiniteQuery(actionsQuery(unreviewedFilter(projectId)));
  const actions = data?.pages.flatMap((page) => page.items) ?? [];
  if (actions.length === 0) return null;
  const count = actions.length === 1 ? "1 action was" : `${actions.length} actions were`;
  return (
    <Alert tone="warning" title={`${count} done before anybody had approved: another person must review`}>
      <ul className="mt-1 flex flex-col gap-2">
        {actions.map((action) => (
          <li key={action.id} className="flex flex-wrap items-center gap-x-4 gap-y-1">
            <span className="min-w-0 flex-1 basis-64 wrap-anywhere">
              {actionTitle(action)}, by {action.initiatedBy.name},{" "}
              <RelativeTime at={action.executedAt ?? action.createdAt} />
              {action.initiatedBy.id === viewer.id && ": yours, so somebody else reviews it"}
            </span>
            <ActionButtons action={action} viewer={viewer} />
          </li>
        ))}
      </ul>
    </Alert>
  );
}
