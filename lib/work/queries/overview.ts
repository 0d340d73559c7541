import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { api } from "@/lib/client/api";
import { Overview, Phase } from "../schema";
import { workKeys } from "./keys";

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
