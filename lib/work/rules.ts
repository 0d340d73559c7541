// Pure decisions of the queue.
import {
  type AgentStatus,
  FINISHED,
  type HostStatus,
  type Phase,
  type PhaseGap,
  PRIORITY_RANK,
  type Priority,
  type TaskState,
} from "./schema";

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

/** What a host is shown as. Silent for as long as a lost agent it is offline, whatever its state. */
export function hostStatus(
  host: { state: string; silentMs: number },
  limits: { staleAfterMs: number; offlineAfterMs: number },
): HostStatus {
  if (host.state === "retired") return "retired";
  if (host.silentMs > limits.offlineAfterMs) return "offline";
  if (host.state === "draining") return "draining";
  return host.silentMs > limits.staleAfterMs ? "stale" : "online";
}

/** Whether a task whose attempt failed or was lost goes back to the queue. */
export function mayRetry(task: { attemptCount: number; maxAttempts: number }, wanted: boolean): boolean {
  return wanted && task.attemptCount < task.maxAttempts;
}

/** How often a runner should beat: three times within the lease and before it would be shown as stale. */
export function heartbeatIntervalMs(times: { LEASE_SECONDS: number; AGENT_STALE_SECONDS: number }): number {
  return Math.round((Math.min(times.LEASE_SECONDS, times.AGENT_STALE_SECONDS) * 1000) / 3);
}

export interface TaskFacts {
  agentId: string;
  projectId: string;
  ticketId: string;
  phase: string;
  priority: Priority;
}

/** A scope as the queue keeps it: what kind, which one, of which project. */
export interface Scoped {
  kind: string;
  target: string | null;
  projectId: string | null;
}

/** A live capacity reservation: `slots` of an agent serve what it covers. */
export interface Reserved extends Scoped {
  id: string;
  agentId: string;
  slots: number;
}

/** Whether slots that are reserved for the scope serve the task. */
export function isServed({ kind, target, projectId }: Scoped, task: Omit<TaskFacts, "agentId">): boolean {
  if (projectId && projectId !== task.projectId) return false;
  if (kind === "ticket") return target === task.ticketId;
  if (kind === "phase") return target === task.phase;
  if (kind === "project") return true;
  return PRIORITY_RANK[task.priority] >= PRIORITY_RANK[target as Priority];
}

/**
 * How many slots of each reservation its scope uses already. A held task counts for the oldest reservation that
 * covers it and has slots left; so one task never fills two.
 */
export function usedSlots(reservations: Reserved[], held: TaskFacts[]): Map<string, number> {
  const used = new Map(reservations.map((reserved) => [reserved.id, 0]));
  for (const task of held) {
    const one = reservations.find(
      (reserved) =>
        reserved.agentId === task.agentId &&
        (used.get(reserved.id) ?? 0) < reserved.slots &&
        isServed(reserved, task),
    );
    if (one) used.set(one.id, (used.get(one.id) ?? 0) + 1);
  }
  return used;
}

/**
 * Whether an agent has a slot for the task: one of a reservation that serves it, after what older reservations have
 * yet to fill, or one that none is waiting for. `reserved` are the agent's, oldest first.
 */
export function hasSlotFor(
  task: Omit<TaskFacts, "agentId">,
  agent: { capacity: number; load: number },
  reserved: Reserved[],
  used: ReadonlyMap<string, number>,
): boolean {
  let spare = agent.capacity - agent.load;
  for (const one of reserved) {
    const left = one.slots - (used.get(one.id) ?? 0);
    if (left > 0 && spare > 0 && isServed(one, task)) return true;
    spare -= left;
  }
  return spare > 0;
}

/** What a phase still asks before a ticket moves on: artifacts that no task produced, criteria nobody confirmed. */
export function phaseGap(
  phase: Phase | undefined,
  produced: readonly string[],
  met: readonly string[],
): PhaseGap {
  return {
    missingArtifacts: phase?.artifacts.filter((type) => !produced.includes(type)) ?? [],
    openCriteria: phase?.criteria.filter(({ id }) => !met.includes(id)) ?? [],
  };
}

export function isOpen(gap: PhaseGap): boolean {
  return gap.missingArtifacts.length + gap.openCriteria.length > 0;
}

/** Whether the move is one onwards: going back asks for nothing. */
export function isOnwards(phases: readonly Phase[], from: string, to: string): boolean {
  const place = (id: string) => phases.findIndex((phase) => phase.id === id);
  return place(to) > place(from);
}

/**
 * A circle in a graph given as each node's predecessors, with its first node again at the end; null when there is
 * none. Names that are no node are left out.
 */
export function findCycle(before: ReadonlyMap<string, readonly string[]>): string[] | null {
  const done = new Set<string>();
  for (const start of before.keys()) {
    // Depth first without recursion: a chain may be as long as a batch.
    const path: { node: string; next: number }[] = [{ node: start, next: 0 }];
    while (path.length > 0) {
      const top = path[path.length - 1] as { node: string; next: number };
      const following = before.get(top.node)?.[top.next];
      if (following === undefined) {
        done.add(top.node);
        path.pop();
        continue;
      }
      top.next += 1;
      const at = path.findIndex(({ node }) => node === following);
      if (at >= 0) return [...path.slice(at).map(({ node }) => node), following];
      if (before.has(following) && !done.has(following)) path.push({ node: following, next: 0 });
    }
  }
  return null;
}
