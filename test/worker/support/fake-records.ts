// Records as the API shows them, with what the runner's tests need to vary.
import { newId } from "@/lib/platform/ids";
import type {
  Agent,
  Artifact,
  Attempt,
  CompleteTask,
  FailTask,
  RegisterAgent,
  Task,
} from "@/lib/work/schema";

/** An attempt, and what its runner has said about it. */
export interface Held {
  task: Task;
  attempt: Attempt;
  fence: string;
  log: Buffer;
  artifacts: { type: string; name: string; mediaType: string; content: Buffer }[];
  cancel: { reason: string; deadline: string } | null;
  isLost: boolean;
  /** Set when a completion, failure or confirmed cancel has closed it. */
  closedBy: "complete" | "fail" | "stopped" | null;
  stoppedAt: number | null;
  result: CompleteTask | null;
  failure: FailTask | null;
  late: unknown[];
}

const now = () => new Date().toISOString();

export function fakeTask(own: Partial<Task> = {}): Task {
  return {
    id: newId("task"),
    projectId: newId("prj"),
    ticketId: newId("tkt"),
    ticketTitle: "Ticket",
    phase: "IMPLEMENTATION",
    type: "task",
    title: "Task",
    description: "",
    priority: "MEDIUM",
    basePriority: "MEDIUM",
    requiredCapabilities: [],
    timeoutSeconds: 60,
    deadline: null,
    openDependencies: 0,
    onDependencyFailure: "fail",
    startedAt: null,
    retryOf: null,
    maxAttempts: 3,
    attemptCount: 0,
    state: "pending",
    agentId: null,
    agentName: null,
    availableAt: now(),
    cancel: null,
    result: null,
    error: null,
    createdBy: "test",
    createdAt: now(),
    updatedAt: now(),
    finishedAt: null,
    version: 1,
    ...own,
  };
}

export function fakeAgent(input: RegisterAgent): Agent {
  return {
    id: newId("agent"),
    projectId: input.projectId ?? null,
    name: input.name,
    type: input.type,
    model: input.model,
    capabilities: input.capabilities,
    phaseAffinity: input.phaseAffinity,
    capacity: input.capacity,
    load: 0,
    reservedSlots: 0,
    labels: input.labels,
    host: input.host,
    runnerHost: null,
    status: "idle",
    statusReason: null,
    statusUntil: null,
    isSilent: false,
    lastHeartbeatAt: now(),
    createdAt: now(),
    version: 1,
  };
}

export function fakeAttempt(task: Task, agent: Agent, number: number, fence: string): Attempt {
  return {
    id: newId("att"),
    taskId: task.id,
    agentId: agent.id,
    agentName: agent.name,
    number,
    fence,
    leaseUntil: new Date(Date.now() + 90_000).toISOString(),
    claimedAt: now(),
    startedAt: null,
    endedAt: null,
    outcome: null,
    error: null,
    usage: null,
    stopConfirmedAt: null,
  };
}

export function fakeArtifact(
  taskId: string,
  attemptId: string,
  own: Pick<Artifact, "type" | "name" | "mediaType" | "sizeBytes">,
): Artifact {
  return { id: newId("art"), taskId, attemptId, ...own, sha256: null, reference: null, createdAt: now() };
}
