import { z } from "zod";
import { Instant } from "@/lib/platform/schema";
import { AgentStatus, TaskState } from "./states";

/** As many of the claimable tasks are looked at for what no agent can do, the next first. */
export const UNDOABLE_MAX = 10_000;

export const Overview = z
  .object({
    tasksByState: z.record(TaskState, z.int()),
    agentsByStatus: z.record(AgentStatus, z.int()),
    oldestPendingAt: Instant.nullable(),
    finishedLastHour: z.object({ completed: z.int(), failed: z.int(), cancelled: z.int() }),
    ticketsOpen: z.int(),
    blockedTasks: z.int().describe("Pending tasks that wait for others."),
    undoableTasks: z
      .int()
      .describe(
        `Claimable tasks whose capabilities no active agent has; the next ${UNDOABLE_MAX} are looked at.`,
      ),
    liveHolds: z.int(),
  })
  .meta({ id: "Overview" });
export type Overview = z.infer<typeof Overview>;
