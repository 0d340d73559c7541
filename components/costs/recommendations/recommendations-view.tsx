"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Lightbulb } from "lucide-react";
import { useQueryStates } from "nuqs";
import { LiveNote } from "@/components/live/live-note";
import { usePausable } from "@/components/live/use-pausable";
import { EmptyState } from "@/components/ui/empty-state";
import { lazyPart } from "@/components/ui/lazy-part";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import { Segments } from "@/components/ui/segments";
import { Select } from "@/components/ui/select";
import { FilterBar } from "@/components/work/filter-bar";
import { LoadedPages } from "@/components/work/state/loaded-pages";
import { recommendationsQuery } from "@/lib/costs/queries";
import { RecommendationKind, RecommendationState } from "@/lib/costs/schema";
import { CsvLink } from "../csv-link";
import { KIND_WORDS, STATE_WORDS } from "./prepare-recommendation";
import { RecommendationItem } from "./recommendation-item";
import { recommendationParams, toRecommendationFilter } from "./recommendation-params";

const LookAgainButton = lazyPart(() =>
  import("./look-again-button").then((module) => module.LookAgainButton),
);

/** The ledger is looked through hourly, which is no event. */
const REFRESH_MS = 60_000;
const STATES = RecommendationState.options.map((value) => ({ value, label: STATE_WORDS[value] }));

/** Ways to spend less that the ledger shows, what was decided about them, and what came of it. */
export function RecommendationsView({
  projectId,
  mayManage,
}: {
  projectId: string | undefined;
  mayManage: boolean;
}) {
  const [choice, setParams] = useQueryStates(recommendationParams);
  const filter = toRecommendationFilter(choice, projectId);
  const query = useInfiniteQuery(
    usePausable({
      ...recommendationsQuery(filter),
      placeholderData: keepPreviousData,
      refetchInterval: REFRESH_MS as number | false,
    }),
  );
  const lookedAt = query.data?.pages[0]?.lookedAt;
  const { state, kind } = choice;
  return (
    <>
      <LiveNote />
      <FilterBar
        isFiltered={kind !== null}
        onClear={() => void setParams({ kind: null })}
        tools={
          <>
            <CsvLink list="recommendations" query={filter} />
            {mayManage && <LookAgainButton projectId={projectId} />}
          </>
        }
      >
        <Segments
          label="State"
          options={STATES}
          value={state}
          onChange={(next) => void setParams({ state: next })}
        />
        <div className="w-44">
          <Select
            aria-label="Kind"
            value={kind ?? ""}
            onChange={(event) =>
              void setParams({ kind: RecommendationKind.safeParse(event.target.value).data ?? null })
            }
          >
            <option value="">Any kind</option>
            {RecommendationKind.options.map((option) => (
              <option key={option} value={option}>
                {KIND_WORDS[option]}
              </option>
            ))}
          </Select>
        </div>
      </FilterBar>
      <Panel title={`${STATE_WORDS[state]} recommendations`} flush>
        <LoadedPages
          query={query}
          nouns={["recommendation", "recommendations"]}
          rows={5}
          empty={<Nothing state={state} isNarrowed={kind !== null} />}
        >
          {(items) => (
            <ul>
              {items.map((item) => (
                <RecommendationItem key={item.id} item={item} mayManage={mayManage} />
              ))}
            </ul>
          )}
        </LoadedPages>
      </Panel>
      <p className="mt-3 text-muted">
        {lookedAt ? (
          <>
            The ledger was looked through <RelativeTime at={lookedAt} />; it is once an hour.
          </>
        ) : (
          "The ledger has not been looked through yet; it is once an hour."
        )}
      </p>
    </>
  );
}

const NOTHING: Record<RecommendationState, { title: string; appears: string; how: string }> = {
  open: {
    title: "Nothing to recommend",
    appears: "Ways to spend less appear here, each with its evidence and what it would save in a month.",
    how: "They need history: 20 ended tasks of a phase on each of two models, 50 single calls of a model, 5 failed attempts, or 10 tasks of low priority, within 30 days.",
  },
  accepted: {
    title: "Nothing accepted",
    appears: "What was accepted appears here with what it has saved since.",
    how: "Accept an open recommendation.",
  },
  dismissed: {
    title: "Nothing dismissed",
    appears: "What was dismissed appears here with the reason.",
    how: "It comes back to the open ones if the evidence changes much.",
  },
};

function Nothing({ state, isNarrowed }: { state: RecommendationState; isNarrowed: boolean }) {
  const words = isNarrowed ? { ...NOTHING[state], title: "None of this kind" } : NOTHING[state];
  return <EmptyState icon={Lightbulb} {...words} />;
}
