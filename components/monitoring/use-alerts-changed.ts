"use client";

import { useRefetch } from "@/components/work/use-refetch";
import { alertKeys } from "@/lib/monitoring/queries";
import { eventKeys } from "@/lib/platform/events/queries";

export function useAlertsChanged() {
  const refetch = useRefetch();
  return (id: string) => refetch([alertKeys.all, eventKeys.of(id)]);
}
