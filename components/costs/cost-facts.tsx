"use client";

import { lazyPart } from "@/components/ui/lazy-part";

// Of pages that are about something else: not among what they must have loaded before they work.
export const TaskCostFact = lazyPart(() => import("./task-cost").then((module) => module.TaskCost));
export const AgentCostFact = lazyPart(() => import("./agent-cost").then((module) => module.AgentCost));
