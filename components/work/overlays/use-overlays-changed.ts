"use client";

import { overlaidKeys } from "@/lib/work/queries";
import { useRefetch } from "../use-refetch";

export function useOverlaysChanged() {
  const refetch = useRefetch();
  return () => refetch(overlaidKeys);
}
