import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { api } from "@/lib/client/api";
import { Overview, Phase, ProjectsPage } from "../schema";
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

export function phasesQuery() {
  return queryOptions({
    queryKey: ["phases"],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) =>
      api({ method: "GET", path: "/phases", reply: z.object({ items: z.array(Phase) }), signal }),
  });
}

export function overviewQuery(project: string | undefined) {
  return queryOptions({
    queryKey: [...workKeys.overview, project ?? null],
    queryFn: ({ signal }) =>
      api({ method: "GET", path: "/overview", query: { project }, reply: Overview, signal }),
  });
}
