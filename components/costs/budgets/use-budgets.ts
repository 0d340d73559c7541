"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { usePausable } from "@/components/live/use-pausable";
import { budgetsQuery } from "@/lib/costs/queries";

/** A period ends without an event. */
const REFRESH_MS = 60_000;

export function useBudgets(project: string | undefined) {
  return useInfiniteQuery(
    usePausable({
      ...budgetsQuery(project),
      placeholderData: keepPreviousData,
      refetchInterval: REFRESH_MS as number | false,
    }),
  );
}
