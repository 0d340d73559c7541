"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Alert } from "@/components/ui/alert";
import { LinkButton } from "@/components/ui/link-button";
import { overviewQuery } from "@/lib/work/queries";
import { useWorkHref } from "../use-work-href";

/** Says that part of the queue stands still on purpose; `pause` says that the whole of it does. */
export function HoldsBanner({ projectId, pause }: { projectId: string | undefined; pause: ReactNode }) {
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
      {pause} Agents claim nothing that a hold covers.
    </Alert>
  );
}
