"use client";

import { lazy, Suspense } from "react";

// Of pages that are about something else: not among what they must have loaded before they work.
const TaskCost = lazy(() => import("./task-cost").then((module) => ({ default: module.TaskCost })));
const AgentCost = lazy(() => import("./agent-cost").then((module) => ({ default: module.AgentCost })));

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
