// Records as the API shows them, with what the runner's tests need to vary.
import { newId } from "@/lib/platform/ids";
import type { Agent, Attempt, RegisterAgent, Task } from "@/lib/work/schema";

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
    requiredCapabilities: [],
    timeoutSeconds: 60,
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
    capacity: input.capacity,
    load: 0,
    labels: input.labels,
    host: input.host,
    status: "idle",
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
