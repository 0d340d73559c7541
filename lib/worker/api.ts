// The calls a runner makes, typed by the published contract. Each ends: with a reply, an error or its time limit.
import { type ApiCall, type ApiRequest, ConnectionError } from "@/lib/client/http";
import {
  Agent,
  type AppendLog,
  Claims,
  type ClaimTasks,
  type CompleteTask,
  type FailTask,
  type Heartbeat,
  HeartbeatReply,
  LogPosition,
  type RegisterAgent,
  RegisteredAgent,
  type StartTask,
  Task,
} from "@/lib/work/schema";

export function createWorkerApi(call: ApiCall, requestTimeoutMs: number) {
  function post<T>(
    path: string,
    body: unknown,
    reply: ApiRequest<T>["reply"],
    {
      signal,
      waitMs = 0,
      idempotencyKey,
    }: { signal?: AbortSignal; waitMs?: number; idempotencyKey?: string },
  ): Promise<T> {
    const request = {
      method: "POST",
      path,
      body,
      reply,
      ...(idempotencyKey ? { idempotencyKey } : {}),
    } as const;
    return within(requestTimeoutMs + waitMs, signal, (limit) => call({ ...request, signal: limit }));
  }

  return {
    register: (body: RegisterAgent, signal?: AbortSignal) =>
      post("/agents", body, RegisteredAgent, { signal }),
    drain: (agentId: string, signal?: AbortSignal) => post(`/agents/${agentId}/drain`, {}, Agent, { signal }),
    claim: (body: ClaimTasks, signal?: AbortSignal) =>
      post("/tasks/claim", body, Claims, { signal, waitMs: body.waitMs }),
    heartbeat: (agentId: string, body: Heartbeat, signal?: AbortSignal) =>
      post(`/agents/${agentId}/heartbeat`, body, HeartbeatReply, { signal, waitMs: body.waitMs }),
    start: (taskId: string, body: StartTask, signal?: AbortSignal) =>
      post(`/tasks/${taskId}/start`, body, Task, { signal }),
    appendLog: (taskId: string, body: AppendLog, signal?: AbortSignal) =>
      post(`/tasks/${taskId}/log`, body, LogPosition, { signal }),
    complete: (taskId: string, body: CompleteTask) =>
      post(`/tasks/${taskId}/complete`, body, Task, { idempotencyKey: body.attemptId }),
    fail: (taskId: string, body: FailTask) =>
      post(`/tasks/${taskId}/fail`, body, Task, { idempotencyKey: body.attemptId }),
  };
}
export type WorkerApi = ReturnType<typeof createWorkerApi>;

// Not AbortSignal.any over AbortSignal.timeout: Node 20 can collect such a composed signal before it fires.
async function within<T>(
  ms: number,
  signal: AbortSignal | undefined,
  send: (limit: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  if (signal?.aborted) abort();
  signal?.addEventListener("abort", abort, { once: true });
  const timer = setTimeout(abort, ms);
  try {
    return await send(controller.signal);
  } catch (error) {
    if (!signal?.aborted && controller.signal.aborted) {
      throw new ConnectionError(`No reply within ${Math.round(ms / 1000)} s.`, { cause: error });
    }
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}
