import { queryOptions } from "@tanstack/react-query";
import { api } from "@/lib/client/api";
import { System } from "./schema";

const EVERY_MS = 5000;

/** How the installation fares; nothing of it is an event, so it is asked for again and again. */
export function systemQuery() {
  return queryOptions({
    queryKey: ["system"],
    queryFn: ({ signal }) => api({ method: "GET", path: "/system", reply: System, signal }),
    refetchInterval: EVERY_MS,
    staleTime: EVERY_MS,
  });
}
