// Apart from the replies, which are all that a browser parses.
import { z } from "zod";
import { PageQuery } from "@/lib/platform/schema";
import { Agent, AgentType, CAPACITY_MAX } from "./agents";
import { Line, ListOf, ProjectId, Text, Words } from "./ids";
import { AgentStatus } from "./states";

export const RegisterAgent = z.strictObject({
  name: Line(80).describe("Registering again under the same name with the same key takes the agent over."),
  projectId: ProjectId.optional().describe("Only tasks of this project. A key bound to a project sets it."),
  type: AgentType.default("worker"),
  model: Line(120).nullable().default(null),
  capabilities: Words(64).default([]),
  phaseAffinity: Words(30)
    .default([])
    .describe("Phases whose tasks it takes first, within the same priority band."),
  capacity: z.int().min(1).max(CAPACITY_MAX).default(1),
  labels: z.record(z.string().max(64), z.string().max(200)).default({}),
  host: Line(200).nullable().default(null),
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

export const QuarantineAgent = z.strictObject({ reason: Text(2000) });
export type QuarantineAgent = z.infer<typeof QuarantineAgent>;
