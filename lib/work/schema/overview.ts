import { z } from "zod";
import { Instant } from "@/lib/platform/schema";
import { AgentStatus, TaskState } from "./states";

export const Overview = z
  .object({
    tasksByState: z.record(TaskState, z.int()),
    agentsByStatus: z.record(AgentStatus, z.int()),
    oldestPendingAt: Instant.nullable(),
    finishedLastHour: z.object({ completed: z.int(), failed: z.int(), cancelled: z.int() }),
    ticketsOpen: z.int(),
    blockedTasks: z.int().describe("Pending tasks that wait for others."),
    liveHolds: z.int(),
  })
  .meta({ id: "Overview" });
export type Overview = z.infer<typeof Overview>;
