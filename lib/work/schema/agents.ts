import { z } from "zod";
import { Instant, PageOf, PageQuery } from "@/lib/platform/schema";
import { AgentId, ListOf, ProjectId, Text, Words } from "./ids";
import { AgentStatus } from "./states";

/** The most tasks an agent may hold at once. */
export const CAPACITY_MAX = 500;

const AgentType = z.enum(["worker", "watchdog", "monitor", "guardian"]);

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
    host: z.string().nullable(),
    status: AgentStatus,
    statusReason: z.string().nullable().describe("Why it was quarantined."),
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

export const RegisterAgent = z.strictObject({
  name: Text(80).describe("Registering again under the same name with the same key takes the agent over."),
  projectId: ProjectId.optional().describe("Only tasks of this project. A key bound to a project sets it."),
  type: AgentType.default("worker"),
  model: Text(120).nullable().default(null),
  capabilities: Words(64).default([]),
  phaseAffinity: Words(30)
    .default([])
    .describe("Phases whose tasks it takes first, within the same priority band."),
  capacity: z.int().min(1).max(CAPACITY_MAX).default(1),
  labels: z.record(z.string().max(64), z.string().max(200)).default({}),
  host: Text(200).nullable().default(null),
});
export type RegisterAgent = z.infer<typeof RegisterAgent>;

export const RegisteredAgent = z
  .object({ agent: Agent, heartbeatIntervalMs: z.int().describe("Beat at least this often.") })
  .meta({ id: "RegisteredAgent" });
export type RegisteredAgent = z.infer<typeof RegisteredAgent>;

export const AgentsQuery = PageQuery.extend({
  project: ProjectId.optional(),
  q: z.string().max(200).optional().describe("Words in the name."),
  status: ListOf(AgentStatus).optional().describe("One or more statuses, separated by commas."),
  includeRetired: z
    .stringbool()
    .default(false)
    .describe("Without a status: also those that are retired. With one, status alone decides."),
});
export type AgentsQuery = z.infer<typeof AgentsQuery>;

export const AgentsPage = PageOf(Agent);
export type AgentsPage = z.infer<typeof AgentsPage>;

export const QuarantineAgent = z.strictObject({ reason: Text(2000) });
export type QuarantineAgent = z.infer<typeof QuarantineAgent>;
