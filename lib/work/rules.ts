// Pure decisions of the queue.
import type { AgentStatus, TaskState } from "./schema";

export const FINISHED: readonly TaskState[] = ["completed", "failed", "cancelled"];

export function isFinished(state: TaskState): boolean {
  return FINISHED.includes(state);
}

/**
 * Milliseconds to wait before attempt `number + 1`: exponential from `baseMs`, capped at ten minutes, with
 * "equal jitter" (half fixed, half random), so that tasks that failed together do not return together.
 * `random` is in [0, 1).
 */
export function backoffMs(number: number, baseMs: number, random: number): number {
  const full = Math.min(baseMs * 2 ** (number - 1), 600_000);
  return Math.round(full / 2 + (full / 2) * random);
}

export interface AgentFacts {
  state: string;
  load: number;
  silentMs: number;
}

/** What an agent is shown as: its stored state, or what its heartbeat and load say. */
export function agentStatus(agent: AgentFacts, staleAfterMs: number): AgentStatus {
  if (agent.state !== "active") return agent.state as AgentStatus;
  if (agent.silentMs > staleAfterMs) return "stale";
  return agent.load > 0 ? "running" : "idle";
}

/** Whether a task whose attempt failed or was lost goes back to the queue. */
export function mayRetry(task: { attemptCount: number; maxAttempts: number }, wanted: boolean): boolean {
  return wanted && task.attemptCount < task.maxAttempts;
}

/** How often a runner should beat: three times within the lease and before it would be shown as stale. */
export function heartbeatIntervalMs(times: { LEASE_SECONDS: number; AGENT_STALE_SECONDS: number }): number {
  return Math.round((Math.min(times.LEASE_SECONDS, times.AGENT_STALE_SECONDS) * 1000) / 3);
}
