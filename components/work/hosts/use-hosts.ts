"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useLive } from "@/components/live/live-provider";
import { type HostFilter, hostsQuery } from "@/lib/work/queries";

/** Every host that matches, asked for again from time to time unless live updates are paused. */
export function useHosts(filter: HostFilter) {
  const { state } = useLive();
  const options = { ...hostsQuery(filter), placeholderData: keepPreviousData };
  return useInfiniteQuery(state === "paused" ? { ...options, refetchInterval: false } : options);
}
