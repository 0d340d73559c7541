"use client";

import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useLive } from "@/components/live/live-provider";
import {
  eventFeedQuery,
  eventKeys,
  type FeedFilter,
  NEWS_MAX,
  readNews,
} from "@/lib/platform/events/queries";
import { withNews } from "../prepare-feed";

/** The feed and, unless live updates are paused, what comes after its newest row. Events never change. */
export function useFeed(filter: FeedFilter) {
  const queries = useQueryClient();
  const { state } = useLive();
  const options = eventFeedQuery(filter);
  const isPaused = state === "paused";
  const feed = useInfiniteQuery(options);
  useQuery({
    queryKey: [...eventKeys.news, filter],
    enabled: !isPaused && feed.data !== undefined,
    staleTime: 0,
    // Asked once on arrival: between the server's answer and the first event of the stream lies a moment.
    queryFn: async ({ signal }) => {
      const cursor = queries.getQueryData(options.queryKey)?.pages[0]?.items[0]?.cursor;
      if (cursor !== undefined) {
        const { items } = await readNews(filter, cursor, signal).catch(() => ({ items: null }));
        if (items !== null && items.length < NEWS_MAX) {
          queries.setQueryData(options.queryKey, (was) => was && { ...was, ...withNews(was, items) });
          return Date.now();
        }
      }
      // Nothing to read on from, or too much to catch up with: begin again at the top.
      await queries.resetQueries({ queryKey: options.queryKey });
      return Date.now();
    },
  });
  return feed;
}
