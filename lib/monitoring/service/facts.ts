import { databaseNow } from "@/lib/platform/clock";
import type { Tx } from "@/lib/platform/db/transact";
import {
  type LiveAgent,
  type LiveTask,
  listLiveAgents,
  listLiveTasks,
  type QueueNow,
  type Rates,
  readQueueNow,
  readRates,
} from "@/lib/work/service";
import type { AgentFacts, AlertFacts, TaskFacts, WholeFacts } from "../schema";
import { type LiveAlert, listLiveAlerts } from "../store/alerts";

export interface Facts {
  at: Date;
  whole: Pick<WholeFacts, "queue" | "agents">;
  task: TaskFacts[];
  agent: AgentFacts[];
  alert: AlertFacts[];
}

/** Everything that conditions may ask; kinds not asked for are empty. Reads only, a few statements in all. */
export async function readFacts(
  tx: Tx,
  kinds: { task?: boolean; agent?: boolean; alert?: boolean },
): Promise<Facts> {
  const at = await databaseNow(tx);
  const agents = await listLiveAgents(tx);
  const whole = toWhole(await readQueueNow(tx), await readRates(tx), agents);
  return {
    at,
    whole,
    task: kinds.task ? (await listLiveTasks(tx)).map(toTaskFacts) : [],
    agent: kinds.agent ? agents.map(toAgentFacts) : [],
    alert: kinds.alert ? (await listLiveAlerts(tx)).map(toAlertFacts) : [],
  };
}

export function toWhole(queue: QueueNow, rates: Rates, agents: LiveAgent[]): Facts["whole"] {
  const online = agents.filter(isOnline);
  const sum = (of: (agent: LiveAgent) => number, from = agents) =>
    from.reduce((total, agent) => total + of(agent), 0);
  const ended = sum((agent) => agent.endedLately);
  return {
    queue: {
      pending: queue.pending,
      critical_pending: queue.criticalPending,
      high_pending: queue.highPending,
      running: queue.running,
      oldest_pending_s: queue.oldestPendingSeconds,
      oldest_critical_pending_s: queue.oldestCriticalPendingSeconds,
      completed_per_min: rates.completedPerMinute,
      failed_per_min: rates.failedPerMinute,
      failure_rate: ended === 0 ? 0 : sum((agent) => agent.failedLately) / ended,
    },
    agents: {
      online: online.length,
      lost: agents.filter(({ status }) => status === "lost").length,
      quarantined: agents.filter(({ status }) => status === "quarantined").length,
      slots: sum((agent) => agent.capacity, online),
      free_slots: sum(freeSlots, online),
    },
  };
}

export const isOnline = ({ status }: LiveAgent) => status === "idle" || status === "running";
export const freeSlots = ({ capacity, load }: LiveAgent) => Math.max(0, capacity - load);

export function toTaskFacts(task: LiveTask): TaskFacts {
  return {
    id: task.id,
    title: task.title,
    project: task.projectId,
    ticket: task.ticketId,
    phase: task.phase,
    type: task.type,
    priority: task.priority,
    state: task.state,
    agent: task.agentId ?? "",
    pending_s: task.pendingSeconds,
    running_s: task.runningSeconds,
    silent_s: task.silentSeconds,
    timeout_s: task.timeoutSeconds,
    attempts: task.attempts,
    max_attempts: task.maxAttempts,
    is_blocked: task.isBlocked,
  };
}

export function toAgentFacts(agent: LiveAgent): AgentFacts {
  return {
    id: agent.id,
    name: agent.name,
    project: agent.projectId ?? "",
    host: agent.hostId ?? "",
    status: agent.status,
    capacity: agent.capacity,
    load: agent.load,
    silent_s: agent.silentSeconds,
    failures_1h: agent.failuresLastHour,
    completions_1h: agent.completionsLastHour,
    failure_streak: agent.failureStreak,
  };
}

function toAlertFacts(alert: LiveAlert): AlertFacts {
  return {
    id: alert.id,
    rule: alert.rule,
    severity: alert.severity,
    entity: alert.entity ?? "",
    age_s: alert.ageSeconds,
    is_acknowledged: alert.isAcknowledged,
  };
}
