"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { usePausable } from "@/components/live/use-pausable";
import { type HostFilter, hostsQuery } from "@/lib/work/queries";

/** Every host that matches, asked for again from time to time unless live updates are paused. */
export function useHosts(filter: HostFilter) {
  return useInfiniteQuery({ ...usePausable(hostsQuery(filter)), placeholderData: keepPreviousData });
}
