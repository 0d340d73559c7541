"use client";

import { useQuery } from "@tanstack/react-query";
import { Alert } from "@/components/ui/alert";
import { LinkButton } from "@/components/ui/link-button";
import { overviewQuery } from "@/lib/work/queries";
import { useWorkHref } from "../use-work-href";

/** Says that part of the queue stands still on purpose. */
export function HoldsBanner({ projectId }: { projectId: string | undefined }) {
  const href = useWorkHref();
  const { data } = useQuery(overviewQuery(projectId));
  const count = data?.liveHolds ?? 0;
  if (count === 0) return null;
  return (
    <Alert
      tone="warning"
      title={count === 1 ? "1 hold in force" : `${count.toLocaleString("en")} holds in force`}
      action={
        <LinkButton size="sm" href={href("/overlays")}>
          See what is held
        </LinkButton>
      }
    >
      Agents claim nothing that a hold covers.
    </Alert>
  );
}
