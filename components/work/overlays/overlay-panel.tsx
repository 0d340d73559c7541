"use client";

import type { ReactNode } from "react";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadMore } from "@/components/ui/pagination";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import { SkeletonRows } from "@/components/ui/skeleton";
import { RowLink, Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import type { OverlayKind } from "@/lib/work/queries";
import type { CapacityReservation, Hold, PriorityOverride } from "@/lib/work/schema";
import { entityPath } from "../links";
import { isOfBudget } from "../prepare-overlay";
import { Loaded } from "../state/loaded";
import { TextCell } from "../text-cell";
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
  columns: { head: string; numeric?: boolean; cell: (overlay: T) => ReactNode }[];
  mayAct: boolean;
  place: ReactNode;
  empty: { title: string; appears: string; how: string };
}

/** Who laid it; a budget, or a guardian's action, is a place to go to. */
function OwnerCell({ overlay }: { overlay: Overlay }) {
  const href = useWorkHref();
  const { owner, ownerName } = overlay;
  const path = entityPath(owner);
  return (
    <Td className="max-w-56 truncate" title={ownerName}>
      {path ? <RowLink href={href(path)}>{ownerName}</RowLink> : ownerName}
    </Td>
  );
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
  const { kind, title, query, columns, mayAct, place, empty } = props;
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
              <Table label={title}>
                <TableHead>
                  <Th className="w-1/3">Scope</Th>
                  {columns.map(({ head, numeric }) => (
                    <Th key={head} numeric={numeric === true}>
                      {head}
                    </Th>
                  ))}
                  <Th className="w-2/3">Reason</Th>
                  <Th>By</Th>
                  <Th numeric>Since</Th>
                  <Th numeric>Ends</Th>
                  {mayAct && (
                    <Th pinned>
                      <span className="sr-only">End</span>
                    </Th>
                  )}
                </TableHead>
                <TableBody>
                  {items.map((overlay) => (
                    <TableRow key={overlay.id} id={overlay.id}>
                      <TextCell rowHeader title={overlay.scopeLabel}>
                        <ScopeLink overlay={overlay} />
                      </TextCell>
                      {columns.map(({ head, numeric, cell }) => (
                        <Td key={head} numeric={numeric === true}>
                          {cell(overlay)}
                        </Td>
                      ))}
                      <TextCell title={overlay.reason}>{overlay.reason}</TextCell>
                      <OwnerCell overlay={overlay} />
                      <Td numeric>
                        <RelativeTime at={overlay.placedAt} />
                      </Td>
                      <Td numeric>
                        <OverlayEnd overlay={overlay} />
                      </Td>
                      {mayAct && (
                        <Td pinned>
                          {overlay.endedAt === null && !isOfBudget(overlay) && (
                            <EndButton overlay={{ ...overlay, kind }} />
                          )}
                        </Td>
                      )}
                    </TableRow>
                  ))}
                </TableBody>
              </Table>
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
