import { z } from "zod";
import { Instant, PageOf } from "@/lib/platform/schema";
import { AgentId, HostId, ProjectId } from "./ids";
import { AgentStatus } from "./states";

/** The most tasks an agent may hold at once. */
export const CAPACITY_MAX = 500;

export const AgentType = z.enum(["worker", "watchdog", "monitor", "guardian"]);

export const Agent = z
  .object({
    id: AgentId,
    projectId: ProjectId.nullable(),
    name: z.string(),
    type: AgentType,
    model: z.string().nullable(),
    capabilities: z.array(z.string()),
    phaseAffinity: z.array(z.string()).describe("Phases whose tasks it takes first."),
    capacity: z.int(),
    load: z.int().describe("Attempts the agent holds now."),
    reservedSlots: z.int().describe("Slots that reservations keep for a scope."),
    labels: z.record(z.string(), z.string()),
    host: z.string().nullable().describe("The machine that it runs on, as it says itself."),
    runnerHost: z
      .object({ id: HostId, name: z.string() })
      .nullable()
      .describe("The runner host that started it."),
    status: AgentStatus,
    statusReason: z.string().nullable().describe("Why it was quarantined."),
    statusUntil: Instant.nullable().describe("When its quarantine ends by itself."),
    isSilent: z
      .boolean()
      .describe(
        "Not heard of for as long as makes an agent lost, whatever its status: one in quarantine, too.",
      ),
    lastHeartbeatAt: Instant,
    createdAt: Instant,
    version: z.int(),
  })
  .meta({ id: "Agent" });
export type Agent = z.infer<typeof Agent>;

export const AgentsPage = PageOf(Agent);
export type AgentsPage = z.infer<typeof AgentsPage>;
