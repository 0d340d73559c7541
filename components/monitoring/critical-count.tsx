"use client";

import { useQuery } from "@tanstack/react-query";
import { alertCountsQuery } from "@/lib/monitoring/queries";

/** How many critical alerts nobody looks after yet, of all projects; nothing when there is none. */
export function CriticalCount() {
  const { data } = useQuery(alertCountsQuery(undefined));
  if (!data || data.critical === 0) return null;
  return (
    <span className="ml-auto inline-flex h-5 min-w-5 items-center justify-center rounded-full border border-danger-line bg-danger-soft px-1.5 text-xs font-medium text-danger tabular-nums">
      {data.critical > 99 ? "99+" : data.critical}
      <span className="sr-only"> critical</span>
    </span>
  );
}
