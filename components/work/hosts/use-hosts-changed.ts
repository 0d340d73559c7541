"use client";

import { workKeys } from "@/lib/work/queries";
import { useRefetch } from "../use-refetch";

export function useHostsChanged() {
  const refetch = useRefetch();
  return () => refetch([workKeys.hosts, workKeys.agents, workKeys.overview]);
}
