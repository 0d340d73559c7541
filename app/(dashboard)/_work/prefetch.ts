// Fills a page's queries on the server with what the API would answer. A failure is left to the browser,
// which asks again and shows it in its panel.
import type { QueryClient } from "@tanstack/react-query";
import type { Person } from "@/lib/platform/auth/authenticate";
import { eventFeedQuery, eventsOf, FEED_PAGE, type FeedFilter } from "@/lib/platform/events/queries";
import { listEvents } from "@/lib/platform/events/service";
import { viewsQuery } from "@/lib/platform/views/queries";
import { listViews } from "@/lib/platform/views/service";
import {
  AGENTS_PAGE,
  type AgentFilter,
  agentListQuery,
  agentsQuery,
  BOARD_CARDS,
  boardQuery,
  type HostFilter,
  holdsQuery,
  hostsQuery,
  LIST_MAX,
  liveHoldsQuery,
  type OverlayFilter,
  overridesQuery,
  overviewQuery,
  phasesQuery,
  projectsQuery,
  reservationsQuery,
  TASKS_PAGE,
  type TaskFilter,
  type TicketFilter,
  tasksQuery,
  ticketsQuery,
} from "@/lib/work/queries";
import {
  getBoard,
  getOverview,
  getPhases,
  listAgents,
  listHolds,
  listHosts,
  listOverrides,
  listProjects,
  listReservations,
  listTasks,
  listTickets,
} from "@/lib/work/service";

/** The browser will ask again; a page does not wait for more than one try. */
const ONCE = { retry: false } as const;

export function prefetchOverview(client: QueryClient, person: Person, project: string | undefined) {
  return client.prefetchQuery({
    ...overviewQuery(project),
    ...ONCE,
    queryFn: () => getOverview(person, project),
  });
}

export function prefetchPhases(client: QueryClient, person: Person) {
  return client.prefetchQuery({ ...phasesQuery(), ...ONCE, queryFn: () => getPhases(person) });
}

export function prefetchProjects(client: QueryClient, person: Person) {
  return client.prefetchQuery({
    ...projectsQuery(),
    ...ONCE,
    queryFn: () => listProjects(person, { limit: LIST_MAX }),
  });
}

export function prefetchAgents(
  client: QueryClient,
  person: Person,
  project: string | undefined,
  includeRetired: boolean,
) {
  return client.prefetchQuery({
    ...agentsQuery(project, includeRetired),
    ...ONCE,
    queryFn: () => listAgents(person, { project, includeRetired, limit: LIST_MAX }),
  });
}

export function prefetchTasks(client: QueryClient, person: Person, filter: TaskFilter) {
  return client.prefetchInfiniteQuery({
    ...tasksQuery(filter),
    ...ONCE,
    queryFn: () => listTasks(person, { ...filter, limit: TASKS_PAGE }),
  });
}

export function prefetchTickets(client: QueryClient, person: Person, filter: TicketFilter) {
  return client.prefetchInfiniteQuery({
    ...ticketsQuery(filter),
    ...ONCE,
    queryFn: () => listTickets(person, { ...filter, limit: TASKS_PAGE }),
  });
}

export function prefetchBoard(client: QueryClient, person: Person, project: string | undefined) {
  return client.prefetchQuery({
    ...boardQuery(project),
    ...ONCE,
    queryFn: () => getBoard(person, { project, perPhase: BOARD_CARDS }),
  });
}

export function prefetchAgentList(client: QueryClient, person: Person, filter: AgentFilter) {
  return client.prefetchInfiniteQuery({
    ...agentListQuery(filter),
    ...ONCE,
    queryFn: () => listAgents(person, { ...filter, limit: AGENTS_PAGE }),
  });
}

export function prefetchHosts(client: QueryClient, person: Person, filter: HostFilter) {
  return client.prefetchInfiniteQuery({
    ...hostsQuery(filter),
    ...ONCE,
    queryFn: () => listHosts(person, { ...filter, limit: AGENTS_PAGE }),
  });
}

export function prefetchLiveHolds(client: QueryClient, person: Person, project: string | undefined) {
  return client.prefetchQuery({
    ...liveHoldsQuery(project),
    ...ONCE,
    queryFn: () => listHolds(person, { project, live: true, limit: LIST_MAX }),
  });
}

export function prefetchOverlays(client: QueryClient, person: Person, filter: OverlayFilter) {
  const query = { ...filter, limit: TASKS_PAGE };
  return Promise.all([
    client.prefetchInfiniteQuery({
      ...holdsQuery(filter),
      ...ONCE,
      queryFn: () => listHolds(person, query),
    }),
    client.prefetchInfiniteQuery({
      ...overridesQuery(filter),
      ...ONCE,
      queryFn: () => listOverrides(person, query),
    }),
    client.prefetchInfiniteQuery({
      ...reservationsQuery(filter),
      ...ONCE,
      queryFn: () => listReservations(person, query),
    }),
  ]);
}

export function prefetchEventFeed(client: QueryClient, person: Person, filter: FeedFilter) {
  return client.prefetchInfiniteQuery({
    ...eventFeedQuery(filter),
    ...ONCE,
    queryFn: () => listEvents(person, { ...filter, limit: FEED_PAGE }),
  });
}

export function prefetchViews(client: QueryClient, person: Person) {
  return client.prefetchQuery({ ...viewsQuery(), ...ONCE, queryFn: () => listViews(person, {}) });
}

export function prefetchEvents(client: QueryClient, person: Person, entity: string) {
  return client.prefetchQuery({
    ...eventsOf(entity),
    ...ONCE,
    queryFn: () => listEvents(person, { entity, limit: 100 }),
  });
}
