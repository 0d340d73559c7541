"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { useMemo } from "react";
import { LiveNote } from "@/components/live/live-note";
import { usePausable } from "@/components/live/use-pausable";
import { EmptyState } from "@/components/ui/empty-state";
import { lazyPart } from "@/components/ui/lazy-part";
import { Panel } from "@/components/ui/panel";
import { ExportLink } from "@/components/work/export-link";
import { LoadedPages } from "@/components/work/state/loaded-pages";
import { auditQuery } from "@/lib/platform/audit/queries";
import { isNarrowed, toAuditFilter } from "./audit-filter";
import { AuditRow } from "./audit-row";
import { ChainPanel } from "./chain-panel";
import { namesIn } from "./prepare-audit";
import { auditParams } from "./search-params";

const AuditFilters = lazyPart(() => import("./audit-filters").then((module) => module.AuditFilters));

const NONE = {
  title: "Nothing is on the record yet",
  appears: "Every act of governance appears here: who did what to what, when and why.",
  how: "Place a hold, change a budget or invite somebody, and it begins.",
};
const NO_MATCH = {
  title: "No entry matches",
  appears: "Entries of these kinds, by this actor, about this id and of this time would stand here.",
  how: "Clear a filter to see more.",
};

/** The trail, newest first, under what proves it. */
export function AuditView({ projectId, mayAct }: { projectId: string | undefined; mayAct: boolean }) {
  const [params] = useQueryStates(auditParams);
  const filter = toAuditFilter(params, projectId);
  const query = useInfiniteQuery({
    ...usePausable(auditQuery(filter)),
    placeholderData: keepPreviousData,
  });
  const known = query.data?.pages[0]?.items[0];
  const names = useMemo(() => namesIn(query.data?.pages.flatMap(({ items }) => items) ?? []), [query.data]);
  return (
    <>
      <LiveNote />
      <ChainPanel />
      <AuditFilters known={known} tools={<ExportLink list="guardian/audit" query={filter} />} />
      <Panel title="Trail" flush>
        <LoadedPages
          query={query}
          nouns={["entry", "entries"]}
          rows={12}
          empty={<EmptyState {...(isNarrowed(params) || projectId ? NO_MATCH : NONE)} />}
        >
          {(entries) => (
            <ol>
              {entries.map((entry) => (
                <AuditRow
                  key={entry.id}
                  entry={entry}
                  known={names}
                  {...(mayAct ? { revertsIn: { projectId } } : {})}
                />
              ))}
            </ol>
          )}
        </LoadedPages>
      </Panel>
    </>
  );
}
