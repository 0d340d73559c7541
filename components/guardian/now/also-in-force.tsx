"use client";

import { useQuery } from "@tanstack/react-query";
import { Alert } from "@/components/ui/alert";
import { LinkButton } from "@/components/ui/link-button";
import { useWorkHref } from "@/components/work/use-work-href";
import { liveHoldsQuery, liveOverridesQuery, liveReservationsQuery } from "@/lib/work/queries";
import { outsideWords } from "./prepare-outside";

/** What lies over the queue without being an action's: laid by hand, by a budget, or by what watches. */
export function AlsoInForce({ projectId }: { projectId: string | undefined }) {
  const href = useWorkHref();
  const holds = useQuery(liveHoldsQuery(projectId)).data?.items ?? [];
  const overrides = useQuery(liveOverridesQuery(projectId)).data?.items ?? [];
  const reservations = useQuery(liveReservationsQuery(projectId)).data?.items ?? [];
  const words = outsideWords({ holds, overrides, reservations });
  if (!words) return null;
  return (
    <Alert
      tone="info"
      title={words}
      action={
        <LinkButton size="sm" href={href("/overlays")}>
          See the overlays
        </LinkButton>
      }
    />
  );
}
