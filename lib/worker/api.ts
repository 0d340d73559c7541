// The calls a runner makes, typed by the published contract.
import type { z } from "zod";
import type { ApiCall } from "@/lib/client/http";
import {
  Agent,
  type AppendLog,
  Artifact,
  Claims,
  type ClaimTasks,
  type CompleteTask,
  type FailTask,
  type Heartbeat,
  HeartbeatReply,
  LogPosition,
  type PutArtifact,
  type RegisterAgent,
  RegisteredAgent,
  type StartTask,
  Task,
} from "@/lib/work/schema";
import { createSend } from "./send";

/** An upload of several megabytes may take so much longer than another request. */
const UPLOAD_MS = 45_000;

export function createWorkerApi(call: ApiCall, requestTimeoutMs: number) {
  const send = createSend(call, requestTimeoutMs);
  return {
    register: (body: RegisterAgent, signal?: AbortSignal) =>
      send("/agents", body, RegisteredAgent, { signal }),
    drain: (agentId: string, signal?: AbortSignal) => send(`/agents/${agentId}/drain`, {}, Agent, { signal }),
    claim: (body: ClaimTasks, signal?: AbortSignal) =>
      send("/tasks/claim", body, Claims, { signal, waitMs: body.waitMs }),
    heartbeat: (agentId: string, body: z.input<typeof Heartbeat>, signal?: AbortSignal) =>
      send(`/agents/${agentId}/heartbeat`, body, HeartbeatReply, { signal, waitMs: body.waitMs ?? 0 }),
    start: (taskId: string, body: StartTask, signal?: AbortSignal) =>
      send(`/tasks/${taskId}/start`, body, Task, { signal }),
    appendLog: (taskId: string, body: AppendLog, signal?: AbortSignal) =>
      send(`/tasks/${taskId}/log`, body, LogPosition, { signal }),
    putArtifact: (taskId: string, body: PutArtifact, signal?: AbortSignal) =>
      send(`/tasks/${taskId}/artifacts`, body, Artifact, { method: "PUT", signal, waitMs: UPLOAD_MS }),
    complete: (taskId: string, body: CompleteTask) =>
      send(`/tasks/${taskId}/complete`, body, Task, { idempotencyKey: body.attemptId }),
    fail: (taskId: string, body: FailTask, signal?: AbortSignal) =>
      send(`/tasks/${taskId}/fail`, body, Task, { signal, idempotencyKey: body.attemptId }),
  };
}
export type WorkerApi = ReturnType<typeof createWorkerApi>;
