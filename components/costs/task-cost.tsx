"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useWorkHref } from "@/components/work/use-work-href";
import { costReconciliationQuery } from "@/lib/costs/queries";
import type { CostReconciliation } from "@/lib/costs/schema";
import { CostFact } from "./cost-fact";
import { differenceWords, sumWords, theSource } from "./prepare-words";

/** What a task's attempts have cost so far, once there is something, and what other sources say of them. */
export function TaskCost({ taskId }: { taskId: string }) {
  const { data } = useQuery(costReconciliationQuery(taskId));
  if (!data || data.attempts.length === 0) return null;
  return (
    <CostFact
      of={{ task: taskId }}
      calls={data.calls}
      unpricedCalls={data.unpricedCalls}
      totalCost={data.totalCost}
    >
      {data.attempts.map((attempt) => (
        <Residuals key={attempt.attemptId ?? ""} taskId={taskId} attempt={attempt} />
      ))}
    </CostFact>
  );
}

/** Of an attempt that several sources tell of: which one counts, and what the others differ by. */
function Residuals(props: { taskId: string; attempt: CostReconciliation["attempts"][number] }) {
  const { taskId, attempt } = props;
  const href = useWorkHref();
  const counted = attempt.sources.find(({ isCounted }) => isCounted);
  const others = attempt.sources.filter(({ isCounted }) => !isCounted);
  if (!counted || others.length === 0) return null;
  return (
    <span className="block text-xs text-muted">
      Attempt {attempt.number}: {theSource(counted.source)} counts, {sumWords(counted)}
      {others.map((other) => (
        <span key={other.source}>
          ;{" "}
          <Link
            href={href("/costs/records", { task: taskId, source: other.source })}
            className="underline hover:no-underline"
          >
            {theSource(other.source)}
          </Link>{" "}
          tells of {differenceWords(other)}
        </span>
      ))}
    </span>
  );
}
