import { queryOptions } from "@tanstack/react-query";
import { api } from "@/lib/client/api";
import { type CreateView, SavedView, type UpdateView, ViewList } from "./schema";

export const viewKeys = { all: ["views"] as const };

/** The views that one may open, of every list. */
export function viewsQuery() {
  return queryOptions({
    queryKey: viewKeys.all,
    queryFn: ({ signal }) => api({ method: "GET", path: "/views", reply: ViewList, signal }),
  });
}

export function createView(body: CreateView, idempotencyKey: string) {
  return api({ method: "POST", path: "/views", body, reply: SavedView, idempotencyKey });
}

export function updateView(id: string, body: UpdateView) {
  return api({ method: "PATCH", path: `/views/${id}`, body, reply: SavedView });
}

export function deleteView(id: string) {
  return api({ method: "DELETE", path: `/views/${id}`, reply: SavedView });
}
