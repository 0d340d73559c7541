"use client";

import { useQueryClient } from "@tanstack/react-query";

/** Fetches anew what these keys show. A change does so itself, since the event stream may be paused. */
export function useRefetch() {
  const queries = useQueryClient();
  return (keys: readonly (readonly unknown[])[]) => {
    for (const queryKey of keys) void queries.invalidateQueries({ queryKey });
  };
}
