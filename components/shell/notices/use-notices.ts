"use client";

import { useQuery } from "@tanstack/react-query";
import { useIsHydrated } from "@/components/ui/use-is-hydrated";
import { noticesQuery } from "@/lib/guardian/queries/notices";
import type { Notices } from "@/lib/guardian/schema";

/** What every page says, live; it begins with what the server has drawn, where it has drawn something. */
export function useNotices(drawn: Notices | undefined): Notices | undefined {
  const isHydrated = useIsHydrated();
  // What happened since the server drew it, and before the page listened, nobody has told: it counts as old.
  const begun = drawn ? { initialData: drawn, initialDataUpdatedAt: 0 } : {};
  const { data } = useQuery({ ...noticesQuery(), ...begun });
  return isHydrated ? data : drawn;
}
