// Runner hosts: machines that start agents when asked, and what they are asked for.
import { z } from "zod";
import { IdOf } from "@/lib/platform/ids";
import { Instant, PageOf, PageQuery } from "@/lib/platform/schema";
import { CAPACITY_MAX } from "./agents";
import { AgentId, HostId, Line, ProjectId, Text, WaitMs, Words } from "./ids";
import { AgentStatus } from "./states";

export const HostRequestId = IdOf("hreq");

/** The most agents a host may run at once. */
export const HOST_AGENTS_MAX = 200;
const TEMPLATES_MAX = 50;

export const HostTemplate = z
  .strictObject({
    name: Line(64),
    capabilities: Words(64).default([]),
    capacity: z.int().min(1).max(CAPACITY_MAX).default(1).describe("Tasks that such an agent holds at once."),
    model: Line(120).nullable().default(null),
    profile: Line(64).nullable().default(null).describe("What kind of agent it is, for people."),
  })
  .meta({ id: "HostTemplate" });
export type HostTemplate = z.infer<typeof HostTemplate>;

const HostStatus = z.enum(["online", "stale", "offline", "draining", "retired"]);
export type HostStatus = z.infer<typeof HostStatus>;

export const Host = z
  .object({
    id: HostId,
    projectId: ProjectId.nullable().describe("null: its agents serve every project."),
    name: z.string(),
    machine: z.string().nullable(),
    agentsMax: z.int(),
    load: z.int().describe("Places taken: agents that live, and requests that wait for one."),
    unheard: z
      .int()
      .describe("Of these, agents that are not heard of, or have ended without the host's saying so."),
    templates: z.array(HostTemplate),
    status: HostStatus.describe("`offline`: silent for so long that it can be asked for nothing."),
    lastHeartbeatAt: Instant,
    createdAt: Instant,
    version: z.int(),
  })
  .meta({ id: "Host" });
export type Host = z.infer<typeof Host>;

export const RegisterHost = z.strictObject({
  name: Line(80).describe("Registering again under the same name with the same key takes the host over."),
  projectId: ProjectId.optional().describe(
    "Its agents take only tasks of this project. A key bound to one sets it.",
  ),
  machine: Line(200).nullable().default(null),
  agentsMax: z.int().min(1).max(HOST_AGENTS_MAX),
  templates: z
    .array(HostTemplate)
    .min(1)
    .max(TEMPLATES_MAX)
    .refine((templates) => new Set(templates.map(({ name }) => name)).size === templates.length, {
      error: "Two templates have the same name.",
    }),
});
export type RegisterHost = z.infer<typeof RegisterHost>;

export const RegisteredHost = z
  .object({ host: Host, heartbeatIntervalMs: z.int().describe("Beat at least this often.") })
  .meta({ id: "RegisteredHost" });
export type RegisteredHost = z.infer<typeof RegisteredHost>;

export const HostRequestStatus = z.enum(["requested", "accepted", "done", "failed", "expired", "cancelled"]);
export type HostRequestStatus = z.infer<typeof HostRequestStatus>;

export const HostRequest = z
  .object({
    id: HostRequestId,
    hostId: HostId,
    projectId: ProjectId.nullable(),
    template: z.string(),
    status: HostRequestStatus.describe("`done`: the agent was started; `endedAt` says when it ended."),
    reason: z.string(),
    requestedBy: z.string(),
    requestedByName: z.string(),
    agentId: AgentId.nullable(),
    agentName: z.string().nullable(),
    agentStatus: AgentStatus.nullable().describe("What that agent is now; null without one."),
    replaces: AgentId.nullable().describe("The agent in whose place it was asked for."),
    replacesName: z.string().nullable(),
    detail: z.string().nullable().describe("Why it failed, in the host's words."),
    createdAt: Instant,
    expiresAt: Instant.describe("Without an agent by then it has expired."),
    acceptedAt: Instant.nullable(),
    endedAt: Instant.nullable().describe("When the agent ended, or the request that brought none."),
  })
  .meta({ id: "HostRequest" });
export type HostRequest = z.infer<typeof HostRequest>;

export const HostHeartbeat = z.strictObject({
  running: z
    .array(z.strictObject({ requestId: HostRequestId, agentId: AgentId.nullable().default(null) }))
    .max(HOST_AGENTS_MAX)
    .default([])
    .describe("Every request in the host's hands. One that was done and is not named has ended."),
  isDraining: z.boolean().default(false).describe("It starts no more agents; with none left it retires."),
  waitMs: WaitMs.describe("Keep the reply open until there is something to do, or this long."),
});
export type HostHeartbeat = z.infer<typeof HostHeartbeat>;

export const HostHeartbeatReply = z
  .object({
    requests: z
      .array(HostRequest)
      .describe("Agents to start. Each comes again until the host names it: start one for each id."),
    stop: z
      .array(HostRequestId)
      .describe("Named requests that are over: drain what runs for them, and name them no more."),
    drain: z.boolean().describe("Drain all agents, and end."),
  })
  .meta({ id: "HostHeartbeatReply" });
export type HostHeartbeatReply = z.infer<typeof HostHeartbeatReply>;

const Detail = z.string().trim().max(2000);
/** `failed` is also for an agent that was started and then ended again and again. */
export const HostResult = z.discriminatedUnion("status", [
  z.strictObject({ status: z.literal("done"), agentId: AgentId, detail: Detail.optional() }),
  z.strictObject({ status: z.literal("failed"), detail: Detail.min(1) }),
]);
export type HostResult = z.infer<typeof HostResult>;

export const StartAgent = z.strictObject({
  template: Line(64),
  reason: Text(2000),
  expiresInSeconds: z.int().min(10).max(86_400).default(600).describe("How long the host may take."),
});
export type StartAgent = z.infer<typeof StartAgent>;

export const HostsQuery = PageQuery.extend({
  project: ProjectId.optional().describe("Those of this project and those of none."),
  includeRetired: z.stringbool().default(false),
});
export type HostsQuery = z.infer<typeof HostsQuery>;

export const HostsPage = PageOf(Host);
export type HostsPage = z.infer<typeof HostsPage>;
export const HostRequestsPage = PageOf(HostRequest);
export type HostRequestsPage = z.infer<typeof HostRequestsPage>;
