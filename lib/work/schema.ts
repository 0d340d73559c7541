// The contract of the queue: API, forms, CLI and runner read the same shapes. Safe in a browser.
import { z } from "zod";
import { IdOf } from "@/lib/platform/ids";
import { UsdAmount } from "@/lib/platform/money";
import { Instant, JsonObject, PageOf, PageQuery } from "@/lib/platform/schema";

export const ProjectId = IdOf("prj");
export const TicketId = IdOf("tkt");
export const TaskId = IdOf("task");
export const AttemptId = IdOf("att");
export const ArtifactId = IdOf("art");
export const AgentId = IdOf("agent");

const text = (max: number) => z.string().trim().min(1, "Must not be empty.").max(max);
/** Results and contexts are shown in lists, so they stay small; what is larger belongs into an artifact. */
export const FACTS_BYTES_MAX = 64_000;
const Facts = JsonObject.refine((value) => JSON.stringify(value).length <= FACTS_BYTES_MAX, {
  message: `Must not be over ${FACTS_BYTES_MAX} characters as JSON; store more as an artifact.`,
});

const words = (max: number) => z.array(z.string().trim().min(1).max(64)).max(max);

// ---- projects ----

export const Project = z
  .object({
    id: ProjectId,
    name: z.string(),
    slug: z.string(),
    repositoryUrl: z.string().nullable(),
    createdAt: Instant,
    version: z.int(),
  })
  .meta({ id: "Project" });
export type Project = z.infer<typeof Project>;

export const CreateProject = z.strictObject({
  name: text(80),
  slug: z
    .string()
    .regex(
      /^[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?$/,
      "Use lower-case letters, digits and hyphens, at most 48.",
    ),
  repositoryUrl: text(500).nullable().default(null),
});
export type CreateProject = z.infer<typeof CreateProject>;

export const UpdateProject = z
  .strictObject({ name: text(80), repositoryUrl: text(500).nullable() })
  .partial();
export type UpdateProject = z.infer<typeof UpdateProject>;

// ---- tickets ----

export const Priority = z.enum(["CRITICAL", "HIGH", "MEDIUM", "LOW"]).meta({ id: "Priority" });
export type Priority = z.infer<typeof Priority>;

export const TicketStatus = z.enum(["open", "done", "abandoned"]);
export type TicketStatus = z.infer<typeof TicketStatus>;

/** The state a task is in. `cancelling` and other nuances follow from further fields. */
export const TaskState = z.enum(["pending", "claimed", "running", "completed", "failed", "cancelled"]);
export type TaskState = z.infer<typeof TaskState>;

const PhaseChange = z.object({
  id: IdOf("ph"),
  from: z.string().nullable(),
  to: z.string(),
  actor: z.string(),
  reason: z.string().nullable(),
  at: Instant,
});

export const Ticket = z
  .object({
    id: TicketId,
    projectId: ProjectId,
    title: z.string(),
    description: z.string(),
    phase: z.string(),
    status: TicketStatus,
    priority: Priority,
    context: JsonObject,
    taskCounts: z
      .partialRecord(TaskState, z.int())
      .describe("Tasks of the ticket by state; absent means none."),
    createdBy: z.string(),
    createdAt: Instant,
    updatedAt: Instant,
    version: z.int(),
  })
  .meta({ id: "Ticket" });
export type Ticket = z.infer<typeof Ticket>;

export const TicketDetail = Ticket.extend({ history: z.array(PhaseChange) }).meta({ id: "TicketDetail" });
export type TicketDetail = z.infer<typeof TicketDetail>;

export const CreateTicket = z.strictObject({
  projectId: ProjectId,
  title: text(200),
  description: z.string().max(50_000).default(""),
  phase: z.string().max(64).default("BACKLOG"),
  priority: Priority.default("MEDIUM"),
  context: Facts.default({}),
});
export type CreateTicket = z.infer<typeof CreateTicket>;

export const UpdateTicket = z
  .strictObject({
    title: text(200),
    description: z.string().max(50_000),
    priority: Priority,
    status: TicketStatus,
    context: Facts,
  })
  .partial();
export type UpdateTicket = z.infer<typeof UpdateTicket>;

export const TransitionTicket = z.strictObject({ phase: z.string().max(64), reason: text(2000) });
export type TransitionTicket = z.infer<typeof TransitionTicket>;

export const TicketsQuery = PageQuery.extend({
  project: ProjectId.optional(),
  phase: z.string().max(64).optional(),
  status: TicketStatus.optional(),
  q: z.string().max(200).optional().describe("Words in the title."),
});
export type TicketsQuery = z.infer<typeof TicketsQuery>;

export const Phase = z
  .object({ id: z.string(), name: z.string(), description: z.string(), next: z.array(z.string()) })
  .meta({ id: "Phase" });
export type Phase = z.infer<typeof Phase>;

// ---- tasks ----

export const TaskError = z.object({
  kind: z.enum(["exit", "timeout", "lease_lost", "cancelled", "spawn", "reported"]),
  message: z.string().max(8000),
  exitCode: z.int().nullable().default(null),
});
export type TaskError = z.infer<typeof TaskError>;

/** What an attempt used, as its runner counted it; token buckets are disjoint. */
export const UsageSummary = z.strictObject({
  inputTokens: z.int().min(0).optional(),
  cacheReadTokens: z.int().min(0).optional(),
  cacheWriteTokens: z.int().min(0).optional(),
  outputTokens: z.int().min(0).optional(),
  costUsd: UsdAmount.optional(),
  durationMs: z.int().min(0).optional(),
});
export type UsageSummary = z.infer<typeof UsageSummary>;

export const AttemptOutcome = z.enum(["completed", "failed", "cancelled", "lost"]);
export type AttemptOutcome = z.infer<typeof AttemptOutcome>;

export const Attempt = z
  .object({
    id: AttemptId,
    taskId: TaskId,
    agentId: AgentId,
    agentName: z.string(),
    number: z.int(),
    fence: z.string().describe("An integer, as a string; every later write of the attempt carries it."),
    leaseUntil: Instant,
    claimedAt: Instant,
    startedAt: Instant.nullable(),
    endedAt: Instant.nullable(),
    outcome: AttemptOutcome.nullable(),
    error: TaskError.nullable(),
    usage: UsageSummary.nullable(),
    stopConfirmedAt: Instant.nullable().describe("When the runner confirmed that the process is gone."),
  })
  .meta({ id: "Attempt" });
export type Attempt = z.infer<typeof Attempt>;

const CancelState = z.object({
  requestedAt: Instant,
  deadline: Instant,
  reason: z.string(),
  requestedBy: z.string(),
});

export const Task = z
  .object({
    id: TaskId,
    projectId: ProjectId,
    ticketId: TicketId,
    ticketTitle: z.string(),
    phase: z.string(),
    type: z.string(),
    title: z.string(),
    description: z.string(),
    priority: Priority,
    requiredCapabilities: z.array(z.string()),
    timeoutSeconds: z.int(),
    maxAttempts: z.int(),
    attemptCount: z.int(),
    state: TaskState,
    agentId: AgentId.nullable().describe("The agent that holds the task now."),
    agentName: z.string().nullable(),
    availableAt: Instant.describe("Not claimable before this instant."),
    cancel: CancelState.nullable(),
    result: JsonObject.nullable(),
    error: TaskError.nullable(),
    createdBy: z.string(),
    createdAt: Instant,
    updatedAt: Instant,
    finishedAt: Instant.nullable(),
    version: z.int(),
  })
  .meta({ id: "Task" });
export type Task = z.infer<typeof Task>;

export const CreateTask = z.strictObject({
  ticketId: TicketId,
  title: text(200),
  description: z.string().max(200_000).default("").describe("The prompt, or what a script reads on stdin."),
  type: text(64).default("task"),
  phase: z.string().max(64).optional().describe("Default: the ticket's phase."),
  priority: Priority.optional().describe("Default: the ticket's priority."),
  requiredCapabilities: words(32).default([]),
  timeoutSeconds: z.int().min(1).max(86_400).default(3600),
  maxAttempts: z.int().min(1).max(20).default(3),
});
export type CreateTask = z.infer<typeof CreateTask>;

export const UpdateTask = z
  .strictObject({
    title: text(200),
    description: z.string().max(200_000),
    priority: Priority,
    requiredCapabilities: words(32),
    timeoutSeconds: z.int().min(1).max(86_400),
    maxAttempts: z.int().min(1).max(20),
  })
  .partial();
export type UpdateTask = z.infer<typeof UpdateTask>;

export const TasksQuery = PageQuery.extend({
  project: ProjectId.optional(),
  ticket: TicketId.optional(),
  agent: AgentId.optional(),
  state: TaskState.optional(),
  q: z.string().max(200).optional().describe("Words in the title."),
});
export type TasksQuery = z.infer<typeof TasksQuery>;

export const CancelTask = z.strictObject({
  reason: text(2000),
  graceSeconds: z.int().min(0).max(600).optional().describe("Default: CANCEL_GRACE_SECONDS."),
});
export type CancelTask = z.infer<typeof CancelTask>;

// ---- agents and runners ----

const AgentType = z.enum(["worker", "watchdog", "monitor", "guardian"]);
export const AgentStatus = z.enum(["idle", "running", "stale", "draining", "quarantined", "lost", "retired"]);
export type AgentStatus = z.infer<typeof AgentStatus>;

export const Agent = z
  .object({
    id: AgentId,
    projectId: ProjectId.nullable(),
    name: z.string(),
    type: AgentType,
    model: z.string().nullable(),
    capabilities: z.array(z.string()),
    capacity: z.int(),
    load: z.int().describe("Attempts the agent holds now."),
    labels: z.record(z.string(), z.string()),
    host: z.string().nullable(),
    status: AgentStatus,
    lastHeartbeatAt: Instant,
    createdAt: Instant,
    version: z.int(),
  })
  .meta({ id: "Agent" });
export type Agent = z.infer<typeof Agent>;

export const RegisterAgent = z.strictObject({
  name: text(80).describe("Registering again under the same name with the same key takes the agent over."),
  projectId: ProjectId.optional().describe("Only tasks of this project. A key bound to a project sets it."),
  type: AgentType.default("worker"),
  model: text(120).nullable().default(null),
  capabilities: words(64).default([]),
  capacity: z.int().min(1).max(64).default(1),
  labels: z.record(z.string().max(64), z.string().max(200)).default({}),
  host: text(200).nullable().default(null),
});
export type RegisterAgent = z.infer<typeof RegisterAgent>;

export const RegisteredAgent = z
  .object({ agent: Agent, heartbeatIntervalMs: z.int().describe("Beat at least this often.") })
  .meta({ id: "RegisteredAgent" });
export type RegisteredAgent = z.infer<typeof RegisteredAgent>;

export const AgentsQuery = PageQuery.extend({
  project: ProjectId.optional(),
  includeRetired: z.stringbool().default(false),
});
export type AgentsQuery = z.infer<typeof AgentsQuery>;

export const Fence = z
  .string()
  .regex(/^\d{1,19}$/, "Must be the fence of the attempt, an integer as a string.");
const AttemptRef = z.strictObject({ attemptId: AttemptId, fence: Fence });

export const ClaimTasks = z.strictObject({
  agentId: AgentId,
  max: z.int().min(1).max(64).default(1),
  waitMs: z
    .int()
    .min(0)
    .max(30_000)
    .default(0)
    .describe("How long to wait for work before answering with none."),
});
export type ClaimTasks = z.infer<typeof ClaimTasks>;

export const Claim = z
  .object({ task: Task, attempt: Attempt, fence: Fence, leaseUntil: Instant })
  .meta({ id: "Claim" });
export type Claim = z.infer<typeof Claim>;
export const Claims = z.object({ claims: z.array(Claim) });
export type Claims = z.infer<typeof Claims>;

export const Heartbeat = z.strictObject({
  attempts: z
    .array(
      AttemptRef.extend({
        stopped: z.boolean().default(false).describe("The process is gone after a cancel."),
      }),
    )
    .max(64)
    .default([]),
  waitMs: z
    .int()
    .min(0)
    .max(30_000)
    .default(0)
    .describe("Keep the reply open until one of the attempts is cancelled or lost, or this long."),
});
export type Heartbeat = z.infer<typeof Heartbeat>;

const BeatState = z.enum(["held", "cancelling", "lost"]);
export const HeartbeatReply = z
  .object({
    attempts: z.array(
      z.object({
        attemptId: AttemptId,
        state: BeatState.describe("`lost`: the attempt is closed; stop its process and drop its result."),
        leaseUntil: Instant.nullable(),
        cancel: z.object({ reason: z.string(), deadline: Instant }).nullable(),
      }),
    ),
  })
  .meta({ id: "HeartbeatReply" });
export type HeartbeatReply = z.infer<typeof HeartbeatReply>;

export const StartTask = AttemptRef;
export type StartTask = z.infer<typeof StartTask>;

export const CompleteTask = AttemptRef.extend({
  result: Facts.default({}),
  usage: UsageSummary.nullable().default(null),
});
export type CompleteTask = z.infer<typeof CompleteTask>;

export const FailTask = AttemptRef.extend({
  error: TaskError,
  usage: UsageSummary.nullable().default(null),
  retry: z.boolean().default(true).describe("false: do not try again, even with attempts left."),
});
export type FailTask = z.infer<typeof FailTask>;

// ---- artifacts and logs ----

export const ARTIFACT_BYTES_MAX = 700_000;
/** Of one attempt, its log not counted. */
export const ARTIFACTS_MAX = 100;
export const LOG_BYTES_MAX = 5_000_000;
const LOG_CHUNK_BYTES_MAX = 256_000;

const ArtifactType = z.enum([
  "requirements_document",
  "design_document",
  "code_changes",
  "test_results",
  "diff",
  "log",
  "report",
  "late_result",
  "other",
]);

export const Artifact = z
  .object({
    id: ArtifactId,
    taskId: TaskId,
    attemptId: AttemptId.nullable(),
    type: ArtifactType,
    name: z.string(),
    mediaType: z.string(),
    sizeBytes: z.int(),
    sha256: z.string().nullable().describe("Null while a log still grows."),
    createdAt: Instant,
  })
  .meta({ id: "Artifact" });
export type Artifact = z.infer<typeof Artifact>;

export const PutArtifact = AttemptRef.extend({
  type: ArtifactType.exclude(["log", "late_result"]),
  name: text(200),
  mediaType: z
    .string()
    .regex(/^[\w.+-]+\/[\w.+-]+(; ?charset=[\w-]+)?$/, "Must be a media type, such as text/plain."),
  contentBase64: z.base64().describe(`At most ${ARTIFACT_BYTES_MAX} bytes when decoded.`),
});
export type PutArtifact = z.infer<typeof PutArtifact>;

/** Appends to the attempt's log. Sending the same chunk again changes nothing. */
export const AppendLog = AttemptRef.extend({
  offset: z.int().min(0).max(LOG_BYTES_MAX).describe("Bytes of the log (UTF-8) before this chunk."),
  text: z.string().min(1).max(LOG_CHUNK_BYTES_MAX),
});
export type AppendLog = z.infer<typeof AppendLog>;

export const LogPosition = z
  .object({
    nextOffset: z.int(),
    full: z.boolean().describe("The log reached its cap; later output is dropped."),
  })
  .meta({ id: "LogPosition" });
export type LogPosition = z.infer<typeof LogPosition>;

export const LogQuery = z.strictObject({
  attempt: AttemptId,
  offset: z.coerce.number().int().min(0).default(0),
});
export type LogQuery = z.infer<typeof LogQuery>;

export const LogSlice = z
  .object({
    attemptId: AttemptId,
    text: z.string(),
    nextOffset: z.int(),
    sizeBytes: z.int(),
    closed: z.boolean().describe("The attempt has ended: nothing will follow."),
  })
  .meta({ id: "LogSlice" });
export type LogSlice = z.infer<typeof LogSlice>;

// ---- overview ----

export const Overview = z
  .object({
    tasksByState: z.record(TaskState, z.int()),
    agentsByStatus: z.record(AgentStatus, z.int()),
    oldestPendingAt: Instant.nullable(),
    finishedLastHour: z.object({ completed: z.int(), failed: z.int(), cancelled: z.int() }),
    ticketsOpen: z.int(),
  })
  .meta({ id: "Overview" });
export type Overview = z.infer<typeof Overview>;

export const TaskDetail = Task.extend({
  attempts: z.array(Attempt),
  artifacts: z.array(Artifact),
}).meta({ id: "TaskDetail" });
export type TaskDetail = z.infer<typeof TaskDetail>;

export const ProjectsPage = PageOf(Project);
export type ProjectsPage = z.infer<typeof ProjectsPage>;
export const TicketsPage = PageOf(Ticket);
export type TicketsPage = z.infer<typeof TicketsPage>;
export const TasksPage = PageOf(Task);
export type TasksPage = z.infer<typeof TasksPage>;
export const AgentsPage = PageOf(Agent);
export type AgentsPage = z.infer<typeof AgentsPage>;
