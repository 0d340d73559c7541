import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "@/lib/client/api";
import { EventsPage } from "./schema";

export const eventKeys = {
  of: (entity: string) => ["events", entity] as const,
  feed: ["event-feed"] as const,
  /** What came since; stale with every event. */
  news: ["event-news"] as const,
};

/** Events of a page of the feed, and the most that are fetched at once to catch up. */
export const FEED_PAGE = 50;
export const NEWS_MAX = 200;

/** The newest events about one thing. */
export function eventsOf(entity: string) {
  return queryOptions({
    queryKey: eventKeys.of(entity),
    queryFn: ({ signal }) =>
      api({ method: "GET", path: "/events", query: { entity, limit: 100 }, reply: EventsPage, signal }),
  });
}

export interface FeedFilter {
  /** Types and prefixes, separated by commas. */
  type?: string | undefined;
  entity?: string | undefined;
  project?: string | undefined;
}

/** All events that match, newest first, page by page into the past. */
export function eventFeedQuery(filter: FeedFilter) {
  return infiniteQueryOptions({
    queryKey: [...eventKeys.feed, filter],
    initialPageParam: null as string | null,
    getNextPageParam: (page: EventsPage) => page.olderCursor,
    queryFn: ({ pageParam, signal }) =>
      api({
        method: "GET",
        path: "/events",
        query: { ...filter, before: pageParam, limit: FEED_PAGE },
        reply: EventsPage,
        signal,
      }),
  });
}

/** What has happened after a cursor, oldest first. */
export function readNews(filter: FeedFilter, after: string, signal: AbortSignal) {
  return api({
    method: "GET",
    path: "/events",
    query: { ...filter, after, limit: NEWS_MAX },
    reply: EventsPage,
    signal,
  });
}
