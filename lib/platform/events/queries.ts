import { queryOptions } from "@tanstack/react-query";
import { api } from "@/lib/client/api";
import { EventsPage } from "./schema";

export const eventKeys = {
  of: (entity: string) => ["events", entity] as const,
};

/** The newest events about one thing. */
export function eventsOf(entity: string) {
  return queryOptions({
    queryKey: eventKeys.of(entity),
    queryFn: ({ signal }) =>
      api({ method: "GET", path: "/events", query: { entity, limit: 100 }, reply: EventsPage, signal }),
  });
}
