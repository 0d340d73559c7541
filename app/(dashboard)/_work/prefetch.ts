// Fills a page's queries on the server with what the API would answer. A failure is left to the browser,
// which asks again and shows it in its panel.
import type { QueryClient } from "@tanstack/react-query";
import type { Person } from "@/lib/platform/auth/authenticate";
import { eventsOf } from "@/lib/platform/events/queries";
import { listEvents } from "@/lib/platform/events/service";
import {
  agentsQuery,
  LIST_MAX,
  overviewQuery,
  phasesQuery,
  projectsQuery,
  TASKS_PAGE,
  type TaskFilter,
  type TicketFilter,
  tasksQuery,
  ticketsQuery,
} from "@/lib/work/queries";
import { getOverview, getPhases, listAgents, listProjects, listTasks, listTickets } from "@/lib/work/service";

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
    queryFn: () => listTickets(person, { ...filter, limit: LIST_MAX }),
  });
}

export function prefetchEvents(client: QueryClient, person: Person, entity: string) {
  return client.prefetchQuery({
    ...eventsOf(entity),
    ...ONCE,
    queryFn: () => listEvents(person, { entity, limit: 100 }),
  });
}
