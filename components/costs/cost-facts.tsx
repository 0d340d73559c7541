"use client";

import { Suspense } from "react";
import { lazyPart } from "@/components/ui/lazy-part";

// Of pages that are about something else: not among what they must have loaded before they work.
const TaskCost = lazyPart(() => import("./task-cost").then((module) => module.TaskCost));
const AgentCost = lazyPart(() => import("./agent-cost").then((module) => module.AgentCost));

export function TaskCostFact({ taskId }: { taskId: string }) {
  return (
    <Suspense fallback={null}>
      <TaskCost taskId={taskId} />
    </Suspense>
  );
}

export function AgentCostFact({ agentId }: { agentId: string }) {
  return (
    <Suspense fallback={null}>
      <AgentCost agentId={agentId} />
    </Suspense>
  );
}
