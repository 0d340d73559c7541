"use client";

import type { ReactNode } from "react";
import { LoadMore } from "@/components/ui/pagination";
import { Refreshing } from "@/components/ui/refreshing";
import { SkeletonRows } from "@/components/ui/skeleton";
import type { Loadable } from "./loadable";
import { Loaded } from "./loaded";

/** What a list that grows needs to know of its query; every infinite result of React Query has it. */
interface LoadablePages<T> extends Loadable<{ pages: { items: T[] }[] }> {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  /** What is shown answers an earlier question; the present one is on its way. */
  isPlaceholderData: boolean;
  fetchNextPage: () => unknown;
}

/** The states of a list that loads more on demand; `nouns` are one of its rows and several. */
export function LoadedPages<T>({
  query,
  nouns: [one, many],
  rows,
  total,
  empty,
  children,
}: {
  query: LoadablePages<T>;
  nouns: readonly [string, string];
  /** How many rows its skeleton has. */
  rows: number;
  total?: number | undefined;
  empty: ReactNode;
  children: (items: T[]) => ReactNode;
}) {
  const skeleton = <SkeletonRows rows={rows} label={`Loading the ${many}`} />;
  return (
    <Loaded query={query} what={`the ${many}`} skeleton={skeleton}>
      {({ pages }) => {
        const items = pages.flatMap((page) => page.items);
        return (
          <Refreshing isPrevious={query.isPlaceholderData}>
            {items.length === 0 ? empty : children(items)}
            {items.length > 0 && (
              <LoadMore
                shown={items.length}
                total={total}
                noun={items.length === 1 ? one : many}
                hasMore={query.hasNextPage}
                loading={query.isFetchingNextPage}
                onLoadMore={() => void query.fetchNextPage()}
              />
            )}
          </Refreshing>
        );
      }}
    </Loaded>
  );
}
