// Apart from the other queries: every page has these on board.
import { queryOptions } from "@tanstack/react-query";
import { api } from "@/lib/client/api";
import { ProjectsPage } from "../schema";
import { LIST_MAX, SWITCHER_MAX, workKeys } from "./keys";

export function projectsQuery() {
  return queryOptions({
    queryKey: workKeys.projects,
    queryFn: ({ signal }) =>
      api({ method: "GET", path: "/projects", query: { limit: LIST_MAX }, reply: ProjectsPage, signal }),
  });
}

/** Projects with these words in their name or slug, for the switcher. */
export function foundProjectsQuery(q: string) {
  return queryOptions({
    queryKey: [...workKeys.projects, "found", q],
    queryFn: ({ signal }) =>
      api({
        method: "GET",
        path: "/projects",
        query: { q, limit: SWITCHER_MAX },
        reply: ProjectsPage,
        signal,
      }),
  });
}
