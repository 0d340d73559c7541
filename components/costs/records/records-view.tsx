"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { LiveNote } from "@/components/live/live-note";
import { EmptyState } from "@/components/ui/empty-state";
import { lazyPart } from "@/components/ui/lazy-part";
import { Panel } from "@/components/ui/panel";
import { LoadedPages } from "@/components/work/state/loaded-pages";
import { costRecordsQuery } from "@/lib/costs/queries";
import { CsvLink } from "../csv-link";
import { recordParams } from "../search-params";
import { isNarrowed, toRecordFilter } from "./record-filter";
import { RecordTable } from "./record-table";

const RecordFilters = lazyPart(() => import("./record-filters").then((module) => module.RecordFilters));

const NONE = {
  title: "No call so far",
  appears: "Every call of a language model that agents report appears here, with its tokens and its cost.",
  how: "Runners with the profile of an agent, such as claude-code, report by themselves.",
};
const NO_MATCH = {
  title: "No call matches",
  appears: "Calls of this time, ticket, agent, phase and model would stand here.",
  how: "Clear a filter to see more.",
};

/** The calls behind every sum, newest first. */
export function RecordsView({ projectId }: { projectId: string | undefined }) {
  const [choice] = useQueryStates(recordParams);
  const filter = toRecordFilter(choice, projectId);
  const query = useInfiniteQuery({ ...costRecordsQuery(filter), placeholderData: keepPreviousData });
  const shown = query.data?.pages.flatMap((page) => page.items);
  return (
    <>
      <LiveNote />
      <RecordFilters
        projectId={projectId}
        known={shown?.[0]}
        tools={<CsvLink list="records" query={filter} />}
      />
      <Panel title="Records" flush>
        <LoadedPages
          query={query}
          nouns={["record", "records"]}
          rows={10}
          empty={<EmptyState {...(isNarrowed(choice) ? NO_MATCH : NONE)} />}
        >
          {(records) => <RecordTable records={records} />}
        </LoadedPages>
      </Panel>
    </>
  );
}
