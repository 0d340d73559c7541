// The contract of the system page. Safe in a browser.
import { z } from "zod";
import { Signing } from "../audit/schema";
import { DispatcherLag } from "../events/dispatch/schema";
import { IdOf } from "../ids";
import { Instant } from "../schema";
import { WebhookHealth } from "../webhooks/schema";

const Pool = z.object({
  max: z.int(),
  open: z.int(),
  idle: z.int(),
  waiting: z.int().describe("Queries that wait for a connection."),
});

/** What a server process says about itself with each heartbeat. */
export const ReplicaLoad = z.object({
  rssBytes: z.number(),
  eventLoopP99Ms: z
    .number()
    .describe("99th percentile of the event loop's delay since the heartbeat before."),
  requestsPerSecond: z.number(),
  longPolls: z.int(),
  streams: z.int(),
  pool: Pool.nullable(),
});
export type ReplicaLoad = z.infer<typeof ReplicaLoad>;

export const Replica = z.object({
  id: IdOf("srv"),
  host: z.string(),
  pid: z.int(),
  version: z.string(),
  nodeVersion: z.string(),
  startedAt: Instant,
  lastSeenAt: Instant,
  load: ReplicaLoad,
});
export type Replica = z.infer<typeof Replica>;

export const JobQueue = z.object({
  name: z.string(),
  cron: z.string().nullable().describe("When it runs, in UTC; null: whenever something is queued."),
  waiting: z.int(),
  active: z.int(),
  failed: z.int().describe("Failed jobs that the engine still keeps."),
  countedAt: Instant.nullable(),
  lastRunAt: Instant.nullable(),
  lastFailureAt: Instant.nullable(),
  lastFailure: z.string().nullable(),
});
export type JobQueue = z.infer<typeof JobQueue>;

export const WebhookStanding = z.object({
  id: IdOf("whk"),
  name: z.string(),
  health: WebhookHealth,
  failingSeconds: z.int().describe("Since the first failure after its last success; else 0."),
  waiting: z.int().describe("Deliveries that wait for their first or next attempt."),
  lastSuccessAt: Instant.nullable(),
  trouble: z.string().nullable().describe("What is wrong; null: nothing, or a person has disabled it."),
});
export type WebhookStanding = z.infer<typeof WebhookStanding>;

export const SystemPart = z.enum(["database", "jobs", "events", "webhooks", "replicas", "audit"]);
export type SystemPart = z.infer<typeof SystemPart>;

/** Something that is not as it should be, and what to do about it. */
export const Finding = z.object({ part: SystemPart, what: z.string(), advice: z.string() });
export type Finding = z.infer<typeof Finding>;

export const SystemFacts = z.object({
  at: Instant,
  database: z.object({
    kind: z.enum(["embedded", "server"]),
    version: z.string(),
    sizeBytes: z.number(),
    latencyMs: z.number(),
    connections: z
      .object({ used: z.int(), max: z.int() })
      .nullable()
      .describe("Of the whole PostgreSQL; null for the embedded database."),
    migrations: z.object({
      applied: z.array(z.object({ name: z.string(), at: Instant })),
      missing: z.array(z.string()),
    }),
    tables: z.array(
      z.object({ name: z.string(), rows: z.number().describe("Estimated."), bytes: z.number() }),
    ),
  }),
  jobs: z.array(JobQueue),
  events: DispatcherLag.extend({ newestAt: Instant.nullable() }),
  webhooks: z.array(WebhookStanding).describe("Every endpoint, by name; nothing of its address."),
  replicas: z.array(Replica),
  audit: z.object({
    length: z.int().describe("Entries in the chain of the audit trail."),
    signing: Signing.shape.source,
    lastSignedAt: Instant.nullable(),
    lastCheck: z
      .object({ at: Instant, state: z.enum(["whole", "broken"]), detail: z.string().nullable() })
      .nullable()
      .describe("What the last verification of the chain found."),
  }),
});
export type SystemFacts = z.infer<typeof SystemFacts>;

export const System = SystemFacts.extend({
  state: z.enum(["ok", "degraded"]),
  findings: z.array(Finding),
  /** Which of the replicas answered this. */
  answeredBy: IdOf("srv").nullable(),
}).meta({ id: "System" });
export type System = z.infer<typeof System>;
