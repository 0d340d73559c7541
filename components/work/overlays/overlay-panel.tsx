"use client";

import type { ReactNode } from "react";
import { EmptyState } from "@/components/ui/empty-state";
import { type Column, ListTable } from "@/components/ui/list-table";
import { LoadMore } from "@/components/ui/pagination";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import { SkeletonRows } from "@/components/ui/skeleton";
import { RowLink } from "@/components/ui/table";
import type { OverlayKind } from "@/lib/work/queries";
import type { CapacityReservation, Hold, PriorityOverride } from "@/lib/work/schema";
import { entityPath } from "../links";
import { isOfBudget } from "../prepare-overlay";
import { Loaded } from "../state/loaded";
import { useWorkHref } from "../use-work-href";
import { EndButton } from "./end-button";
import { ScopeLink } from "./scope-link";
import { OverlayEnd } from "./time-left";

type Overlay = Hold | PriorityOverride | CapacityReservation;

export interface OverlayPanelProps<T extends Overlay> {
  kind: OverlayKind;
  title: string;
  query: PagedQuery<T>;
  /** Columns of this kind, between its scope and its reason. */
  columns: Column<T>[];
  mayAct: boolean;
  place: ReactNode;
  empty: { title: string; appears: string; how: string };
}

/** Who laid it; a budget, or a guardian's action, is a place to go to. */
function Owner({ overlay: { owner, ownerName } }: { overlay: Overlay }) {
  const href = useWorkHref();
  const path = entityPath(owner);
  return (
    <span
      className="inline-block max-w-56 truncate align-bottom stacked:inline stacked:whitespace-normal"
      title={ownerName}
    >
      {path ? <RowLink href={href(path)}>{ownerName}</RowLink> : ownerName}
    </span>
  );
}

function OverlayTable<T extends Overlay>({
  kind,
  title,
  columns: ofKind,
  mayAct,
  overlays,
}: Pick<OverlayPanelProps<T>, "kind" | "title" | "columns" | "mayAct"> & { overlays: T[] }) {
  const columns: Column<T>[] = [
    {
      head: "Scope",
      as: "name",
      headClassName: "w-1/3",
      cut: (overlay) => overlay.scopeLabel,
      cell: (overlay) => <ScopeLink overlay={overlay} />,
    },
    ...ofKind,
    {
      head: "Reason",
      as: "text",
      headClassName: "w-2/3",
      cut: (overlay) => overlay.reason,
      cell: (overlay) => overlay.reason,
    },
    { head: "By", cell: (overlay) => <Owner overlay={overlay} /> },
    { head: "Since", numeric: true, cell: (overlay) => <RelativeTime at={overlay.placedAt} /> },
    { head: "Ends", numeric: true, cell: (overlay) => <OverlayEnd overlay={overlay} /> },
  ];
  if (mayAct) {
    columns.push({
      head: "End",
      as: "acts",
      cell: (overlay) =>
        overlay.endedAt === null && !isOfBudget(overlay) && <EndButton overlay={{ ...overlay, kind }} />,
    });
  }
  return <ListTable label={title} columns={columns} rows={overlays} />;
}

interface PagedQuery<T> {
  data: { pages: { items: T[] }[] } | undefined;
  error: Error | null;
  isFetching: boolean;
  dataUpdatedAt: number;
  refetch: () => unknown;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
}

/** One kind of overlay: what is in force, why, by whom and until when. */
export function OverlayPanel<T extends Overlay>(props: OverlayPanelProps<T>) {
  const { title, query, place, empty } = props;
  const noun = title.toLowerCase();
  const live = query.data?.pages.flatMap((page) => page.items).filter((each) => each.endedAt === null);
  return (
    <Panel title={title} count={live?.length} actions={place} flush>
      <Loaded query={query} what={noun} skeleton={<SkeletonRows rows={2} label={`Loading ${noun}`} />}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length === 0) return <EmptyState {...empty} />;
          return (
            <>
              <OverlayTable {...props} overlays={items} />
              {query.hasNextPage && (
                <LoadMore
                  shown={items.length}
                  noun={noun}
                  hasMore
                  loading={query.isFetchingNextPage}
                  onLoadMore={() => void query.fetchNextPage()}
                />
              )}
            </>
          );
        }}
      </Loaded>
    </Panel>
  );
}
