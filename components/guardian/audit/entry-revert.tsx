"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { actionsQuery } from "@/lib/guardian/queries";
import { DecisionButton } from "../decisions/decision-button";
import { inForceFilter } from "../filters";

/** The way back beside the entry that tells of an intervention, for as long as something of it lasts. */
export function EntryRevert({ actionId, projectId }: { actionId: string; projectId: string | undefined }) {
  // One question for all entries: what is in force is little, while a trail tells of thousands.
  const { data, hasNextPage, isFetching, fetchNextPage } = useInfiniteQuery(
    actionsQuery(inForceFilter(projectId)),
  );
  const action = data?.pages.flatMap((page) => page.items).find(({ id }) => id === actionId);
  const isFurtherOn = action === undefined && hasNextPage && !isFetching;
  useEffect(() => {
    // Every entry asks: the first one's request is everybody's.
    if (isFurtherOn) void fetchNextPage({ cancelRefetch: false });
  }, [isFurtherOn, fetchNextPage]);
  return action?.caller.may.includes("revert") ? <DecisionButton decision="revert" action={action} /> : null;
}
