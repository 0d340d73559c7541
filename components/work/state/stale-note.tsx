"use client";

import { TriangleAlert } from "lucide-react";
import { Button } from "@/components/ui/button";
import { RelativeTime } from "@/components/ui/relative-time";
import { ApiError } from "@/lib/client/http";
import type { Loadable } from "./loadable";

/** Says that what follows could not be refreshed, and of when it is. */
export function StaleNote({ query, what }: { query: Loadable<unknown>; what: string }) {
  const { error, dataUpdatedAt } = query;
  if (error === null) return null;
  const requestId = error instanceof ApiError ? error.problem.requestId : undefined;
  return (
    <div
      role="status"
      className="flex min-h-9 flex-wrap items-center gap-x-2 gap-y-1 border-b border-warning-line bg-warning-soft px-4 py-1 text-xs"
    >
      <TriangleAlert aria-hidden="true" className="size-3.5 shrink-0 text-warning" />
      <p className="min-w-0 flex-1">
        Could not refresh {what}; this is from <RelativeTime at={new Date(dataUpdatedAt)} />.
        {requestId && (
          <span className="text-muted">
            {" "}
            Request <code>{requestId}</code>
          </span>
        )}
      </p>
      <Button size="sm" loading={query.isFetching} onClick={() => void query.refetch()}>
        Try again
      </Button>
    </div>
  );
}
