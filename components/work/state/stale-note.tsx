"use client";

import { TriangleAlert } from "lucide-react";
import { useLive } from "@/components/live/live-provider";
import { Button } from "@/components/ui/button";
import { RelativeTime } from "@/components/ui/relative-time";
import { useTimeText } from "@/components/ui/use-now";
import { ApiError } from "@/lib/client/http";
import type { Loadable } from "./loadable";

/** A connection that comes back at once is not worth a word. */
const OVERDUE_MS = 30_000;

/** Says that what follows is not fresh, why, and of when it is. */
export function StaleNote({ query, what }: { query: Loadable<unknown>; what: string }) {
  const { state } = useLive();
  const { error, dataUpdatedAt } = query;
  const isOverdue = useTimeText((nowMs) => (nowMs - dataUpdatedAt > OVERDUE_MS ? "overdue" : ""), "") !== "";
  const why = error
    ? `Could not refresh ${what}`
    : state === "paused"
      ? "Live updates are paused"
      : state === "reconnecting" && isOverdue
        ? "The connection is lost"
        : null;
  if (why === null) return null;
  const requestId = error instanceof ApiError ? error.problem.requestId : undefined;
  return (
    <div
      role="status"
      className="flex min-h-9 flex-wrap items-center gap-x-2 gap-y-1 border-b border-warning-line bg-warning-soft px-4 py-1 text-xs"
    >
      <TriangleAlert aria-hidden="true" className="size-3.5 shrink-0 text-warning" />
      <p className="min-w-0 flex-1">
        {why}; this is from <RelativeTime at={new Date(dataUpdatedAt)} />.
        {requestId && (
          <span className="text-muted">
            {" "}
            Request <code>{requestId}</code>
          </span>
        )}
      </p>
      {error && (
        <Button size="sm" loading={query.isFetching} onClick={() => void query.refetch()}>
          Try again
        </Button>
      )}
    </div>
  );
}
