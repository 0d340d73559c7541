"use client";

import { useQueryClient } from "@tanstack/react-query";
import { workKeys } from "@/lib/work/queries";

/** Refetches what an overlay changes: the event stream may be paused. */
export function useOverlaysChanged() {
  const queries = useQueryClient();
  return () => {
    const { overlays, tasks, agents, overview } = workKeys;
    for (const queryKey of [overlays, tasks, ["task"], agents, overview]) {
      void queries.invalidateQueries({ queryKey });
    }
  };
}
