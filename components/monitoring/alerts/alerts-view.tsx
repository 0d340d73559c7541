"use client";

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { BellOff, BellRing } from "lucide-react";
import { useQueryStates } from "nuqs";
import { LiveNote } from "@/components/live/live-note";
import { usePausable } from "@/components/live/use-pausable";
import { EmptyState } from "@/components/ui/empty-state";
import { lazyPart } from "@/components/ui/lazy-part";
import { Panel } from "@/components/ui/panel";
import { LoadedPages } from "@/components/work/state/loaded-pages";
import { alertCountsQuery, alertsQuery } from "@/lib/monitoring/queries";
import { STATE_WORDS } from "../prepare-alert";
import { alertParams, isNarrowed, toAlertFilter } from "../search-params";
import { AlertTable } from "./alert-table";
import { SelectedActs } from "./selected-acts";
import { useSelected } from "./use-selected";

const AlertFilters = lazyPart(() => import("./alert-filters").then((module) => module.AlertFilters), {
  fallback: <div className="mb-4 h-8" />,
});

/** What is seen again and again is no event. */
const REFRESH_MS = 30_000;

const NONE = {
  icon: BellOff,
  title: "Nothing is wrong",
  appears:
    "What the rules find appears here: stuck tasks, lost agents, a queue that grows, metrics that leave their course.",
  how: "The rules stand in config/alert_rules.yaml; the tab Rules shows how it is with each.",
};
const NO_MATCH = {
  icon: BellRing,
  title: "No alert matches",
  appears: "Alerts of this state, severity and rule would stand here.",
  how: "Clear a filter to see more.",
};

/** What is wrong now, and what was. */
export function AlertsView({ projectId, mayAct }: { projectId: string | undefined; mayAct: boolean }) {
  const [choice] = useQueryStates(alertParams);
  const filter = toAlertFilter(choice, projectId);
  const query = useInfiniteQuery(
    usePausable({
      ...alertsQuery(filter),
      placeholderData: keepPreviousData,
      refetchInterval: REFRESH_MS as number | false,
    }),
  );
  const counts = useQuery({ ...alertCountsQuery(filter), placeholderData: keepPreviousData });
  const selected = useSelected();
  const shown = query.data?.pages.flatMap((page) => page.items) ?? [];
  const isAll = !isNarrowed(choice) && (choice.state === "live" || choice.state === "all");
  return (
    <>
      <LiveNote />
      <AlertFilters filter={filter} counts={counts.data} />
      <Panel
        title={`${STATE_WORDS[choice.state]} alerts`}
        flush
        actions={
          mayAct && (
            <SelectedActs alerts={shown.filter(({ id }) => selected.has(id))} onClear={selected.clear} />
          )
        }
      >
        <LoadedPages
          query={query}
          nouns={["alert", "alerts"]}
          rows={8}
          empty={<EmptyState {...(isAll ? NONE : NO_MATCH)} />}
        >
          {(alerts) => <AlertTable alerts={alerts} selected={mayAct ? selected : null} />}
        </LoadedPages>
      </Panel>
    </>
  );
}
