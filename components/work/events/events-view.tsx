"use client";

import { useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { LiveNote } from "@/components/live/live-note";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { SkeletonRows } from "@/components/ui/skeleton";
import { phasesQuery } from "@/lib/work/queries";
import { ListTools } from "../list-tools";
import { phaseName } from "../prepare-board";
import { namesIn, toFeedFilter } from "../prepare-feed";
import { eventParams } from "../search-params";
import { Loaded } from "../state/loaded";
import { EventFilters } from "./event-filters";
import { EventRow } from "./event-row";
import { useFeed } from "./use-feed";

/** Everything that happened, newest first; the switch in the header holds it still. */
export function EventsView({ projectId }: { projectId: string | undefined }) {
  const [choice] = useQueryStates(eventParams);
  const filter = toFeedFilter(choice, projectId);
  const feed = useFeed(filter);
  const phases = useQuery(phasesQuery());
  const names = { phase: (id: string) => phaseName(phases.data?.items, id) };
  const isFiltered = choice.type.length > 0 || choice.entity !== "";
  return (
    <>
      <LiveNote />
      <EventFilters tools={<ListTools list="events" query={{ ...filter }} />} />
      <Panel title="Newest first" flush>
        <Loaded
          query={feed}
          what="the events"
          skeleton={<SkeletonRows rows={12} label="Loading the events" />}
        >
          {({ pages }) => {
            const items = pages.flatMap((page) => page.items);
            if (items.length === 0) return <NoEvents isFiltered={isFiltered} />;
            const known = namesIn(items);
            return (
              <>
                <ol>
                  {items.map((event) => (
                    <EventRow key={event.id} event={event} names={names} known={known} />
                  ))}
                </ol>
                <div className="flex min-h-12 items-center justify-between gap-4 px-4 py-2">
                  <p className="text-muted tabular-nums">{items.length.toLocaleString("en")} events shown</p>
                  {feed.hasNextPage && (
                    <Button loading={feed.isFetchingNextPage} onClick={() => void feed.fetchNextPage()}>
                      Load older
                    </Button>
                  )}
                </div>
              </>
            );
          }}
        </Loaded>
      </Panel>
    </>
  );
}

function NoEvents({ isFiltered }: { isFiltered: boolean }) {
  return isFiltered ? (
    <EmptyState
      title="No event matches"
      appears="Events of these kinds and about this id would stand here."
      how="Clear a filter to see more. Old events are not kept for ever."
    />
  ) : (
    <EmptyState
      title="Nothing has happened yet"
      appears="Every change by people and agents appears here as it happens."
      how="Create a ticket, and it begins."
    />
  );
}
