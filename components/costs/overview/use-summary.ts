"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { usePausable } from "@/components/live/use-pausable";
import { costSummaryQuery, type SummaryView } from "@/lib/costs/queries";

/** A period that ends now moves on, which is no event. */
const REFRESH_MS = 60_000;

export function useSummary(view: SummaryView) {
  return useQuery(
    usePausable({
      ...costSummaryQuery(view),
      placeholderData: keepPreviousData,
      refetchInterval: REFRESH_MS as number | false,
    }),
  );
}
