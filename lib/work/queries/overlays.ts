import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { api } from "@/lib/client/api";
import type { Page } from "@/lib/platform/schema";
import {
  CapacityReservation,
  type EndOverlay,
  Hold,
  HoldsPage,
  OverridesPage,
  type PlaceHold,
  type PlaceOverride,
  type PlaceReservation,
  PriorityOverride,
  ReservationsPage,
} from "../schema";
import { LIST_MAX, TASKS_PAGE, workKeys } from "./keys";

export type OverlayKind = "holds" | "priority-overrides" | "capacity-reservations";

export interface OverlayFilter {
  project?: string | undefined;
  /** false: also those that have ended. */
  live: boolean;
}

function pagesOf<T>(kind: OverlayKind, reply: z.ZodType<Page<T>>, filter: OverlayFilter) {
  return infiniteQueryOptions({
    queryKey: [...workKeys.overlays, kind, filter],
    initialPageParam: null as string | null,
    getNextPageParam: (page: Page<T>) => page.nextCursor,
    queryFn: ({ pageParam, signal }) =>
      api({
        method: "GET",
        path: `/${kind}`,
        query: { ...filter, cursor: pageParam, limit: TASKS_PAGE },
        reply,
        signal,
      }),
  });
}

export const holdsQuery = (filter: OverlayFilter) => pagesOf("holds", HoldsPage, filter);
export const overridesQuery = (filter: OverlayFilter) => pagesOf("priority-overrides", OverridesPage, filter);
export const reservationsQuery = (filter: OverlayFilter) =>
  pagesOf("capacity-reservations", ReservationsPage, filter);

function liveOf<T>(kind: OverlayKind, reply: z.ZodType<Page<T>>, project: string | undefined) {
  return queryOptions({
    queryKey: [...workKeys.overlays, kind, "live", project ?? null],
    queryFn: ({ signal }) =>
      api({
        method: "GET",
        path: `/${kind}`,
        query: { project, live: true, limit: LIST_MAX },
        reply,
        signal,
      }),
  });
}

/** The live ones of a project and of none, for the page of what they are about. */
export const liveHoldsQuery = (project: string | undefined) => liveOf("holds", HoldsPage, project);
export const liveOverridesQuery = (project: string | undefined) =>
  liveOf("priority-overrides", OverridesPage, project);
export const liveReservationsQuery = (project: string | undefined) =>
  liveOf("capacity-reservations", ReservationsPage, project);

export function placeHold(body: PlaceHold, idempotencyKey: string) {
  return api({ method: "POST", path: "/holds", body, reply: Hold, idempotencyKey });
}

export function placeOverride(body: PlaceOverride, idempotencyKey: string) {
  return api({ method: "POST", path: "/priority-overrides", body, reply: PriorityOverride, idempotencyKey });
}

export function placeReservation(body: PlaceReservation, idempotencyKey: string) {
  return api({
    method: "POST",
    path: "/capacity-reservations",
    body,
    reply: CapacityReservation,
    idempotencyKey,
  });
}

const REPLIES = {
  holds: Hold,
  "priority-overrides": PriorityOverride,
  "capacity-reservations": CapacityReservation,
} as const satisfies Record<OverlayKind, z.ZodType>;

export function endOverlay(kind: OverlayKind, id: string, body: EndOverlay) {
  const reply: z.ZodType<{ id: string }> = REPLIES[kind];
  return api({ method: "POST", path: `/${kind}/${id}/end`, body, reply });
}
