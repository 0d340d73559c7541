"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { costRecordsQuery } from "@/lib/costs/queries";
import { CostFact } from "./cost-fact";
import { sumUsd } from "./prepare-money";

/** What a task's attempts have cost so far, once there is something. */
export function TaskCost({ taskId }: { taskId: string }) {
  const query = useInfiniteQuery(costRecordsQuery({ task: taskId }));
  const records = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (records.length === 0) return null;
  const priced = records.flatMap(({ totalCost }) => totalCost ?? []);
  return (
    <CostFact
      of={{ task: taskId }}
      calls={records.length}
      unpricedCalls={records.length - priced.length}
      totalCost={sumUsd(priced)}
      isPart={query.hasNextPage}
    />
  );
}
