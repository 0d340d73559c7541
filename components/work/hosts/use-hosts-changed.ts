"use client";

import { useQueryClient } from "@tanstack/react-query";
import { workKeys } from "@/lib/work/queries";

/** Refetches what a host's change shows: the event stream may be paused. */
export function useHostsChanged() {
  const queries = useQueryClient();
  return () => {
    for (const queryKey of [workKeys.hosts, workKeys.agents, workKeys.overview]) {
      void queries.invalidateQueries({ queryKey });
    }
  };
}
