import { queryOptions } from "@tanstack/react-query";
import { api } from "@/lib/client/api";
import { type Period, periodStart } from "@/lib/client/period";
import { CostSummary, type CostSummaryQuery, type SummaryBy } from "../schema";
import { costKeys } from "./keys";

/** A span by its name: what is asked twice about it is one question, though its instants move on. */
export interface SummaryView {
  project?: string | undefined;
  agent?: string | undefined;
  period?: Period | "today" | undefined;
  by: SummaryBy;
  split?: "model";
}

export function toSummaryQuery({ period, ...view }: SummaryView, now: Date): CostSummaryQuery {
  return { ...view, zone: "UTC", from: period && periodStart(period, now) };
}

export function costSummaryQuery(view: SummaryView) {
  return queryOptions({
    queryKey: [...costKeys.summary, view],
    queryFn: ({ signal }) =>
      api({
        method: "GET",
        path: "/costs/summary",
        query: toSummaryQuery(view, new Date()),
        reply: CostSummary,
        signal,
      }),
  });
}
