"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Fact } from "@/components/ui/data-list";
import { useWorkHref } from "@/components/work/use-work-href";
import { costRecordsQuery } from "@/lib/costs/queries";
import { formatUsd } from "@/lib/platform/money";
import { sumUsd } from "./prepare-money";
import { recordWords } from "./prepare-words";

/** What a task's attempts have cost so far; a fact among its others, once there is one. */
export function TaskCost({ taskId }: { taskId: string }) {
  const href = useWorkHref();
  const query = useInfiniteQuery(costRecordsQuery({ task: taskId }));
  const records = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (records.length === 0) return null;
  const priced = records.flatMap(({ totalCost }) => totalCost ?? []);
  const unpriced = records.length - priced.length;
  return (
    <Fact term="Cost">
      <Link href={href("/costs/records", { task: taskId })} className="underline hover:no-underline">
        {query.hasNextPage && "More than "}
        {priced.length > 0 ? formatUsd(sumUsd(priced)) : "Unknown"}
      </Link>
      {priced.length > 0 && unpriced > 0 && (
        <span className="block text-xs text-warning">without {recordWords(unpriced)} of unknown price</span>
      )}
    </Fact>
  );
}
