// What alert rules are asked of: the same facts that policies know, those of hosts and of failed tasks, and gauges.
import type { Tx } from "@/lib/platform/db/transact";
import { listStandings, type Standing } from "@/lib/platform/webhooks/service";
import {
  type ExhaustedTask,
  type LiveAgent,
  type LiveHost,
  type LiveTask,
  listExhausted,
  listLiveAgents,
  listLiveHosts,
  listLiveTasks,
  readQueueNow,
  readRates,
} from "@/lib/work/service";
import type { Subject, World } from "../rules/decide";
import { gaugesIn, needs, type Ruleset } from "../rules/parse";
import { readLatest } from "../store/samples";
import { toAgentFacts, toTaskFacts, toWhole } from "./facts";
import { countSlotsFor } from "./slots";

/** A gauge that was not sampled for so long is not known. */
const GAUGE_FRESH_SECONDS = 90;
/** A task that failed for good longer ago is history. */
const EXHAUSTED_SECONDS = 3600;

/** Reads what these rules ask, and no more. */
export async function readWorld(tx: Tx, rules: Ruleset): Promise<World> {
  const agents = await listLiveAgents(tx);
  const whole = toWhole(await readQueueNow(tx), await readRates(tx), agents);
  const latest = await readLatest(tx, gaugesIn(rules), GAUGE_FRESH_SECONDS);
  return {
    whole,
    subjects: {
      task: needs(rules, "task") ? toTaskSubjects(await listLiveTasks(tx), agents) : [],
      agent: agents.map(toAgentSubject),
      host: needs(rules, "host") ? (await listLiveHosts(tx)).map(toHostSubject) : [],
      failed_task: needs(rules, "failed_task")
        ? (await listExhausted(tx, EXHAUSTED_SECONDS)).map(toFailedSubject)
        : [],
      webhook: needs(rules, "webhook") ? (await listStandings(tx)).map(toWebhookSubject) : [],
    },
    gauge: (name, labels = {}) => {
      const matching = latest.filter(
        (series) =>
          series.metric === name &&
          Object.entries(labels).every(([key, text]) => series.labels[key] === text),
      );
      return matching.length === 0 ? undefined : matching.reduce((sum, { value }) => sum + value, 0);
    },
  };
}

function toTaskSubjects(tasks: LiveTask[], agents: LiveAgent[]): Subject[] {
  const slotsFor = countSlotsFor(agents);
  return tasks.map((task) => {
    const { isHeld: is_held, isStopping: is_stopping, leasesLost: leases_lost } = task;
    const own = { is_held, is_stopping, leases_lost, free_slots: slotsFor(task) };
    return { id: task.id, projectId: task.projectId, facts: { ...toTaskFacts(task), ...own } };
  });
}

function toAgentSubject(agent: LiveAgent): Subject {
  const ended = agent.failuresLastHour + agent.completionsLastHour;
  const failed_share_1h = ended === 0 ? 0 : agent.failuresLastHour / ended;
  const own = { is_lost: agent.isLost, failed_share_1h, replacement: agent.replacement };
  return { id: agent.id, projectId: agent.projectId, facts: { ...toAgentFacts(agent), ...own } };
}

function toHostSubject({ id, name, projectId, status, silentSeconds, agents, agentsMax }: LiveHost): Subject {
  const project = projectId ?? "";
  return {
    id,
    projectId,
    facts: { id, name, project, status, silent_s: silentSeconds, agents, agents_max: agentsMax },
  };
}

function toFailedSubject(task: ExhaustedTask): Subject {
  const { id, title, projectId, phase, priority, attempts, maxAttempts, endedSeconds } = task;
  return {
    id,
    projectId,
    facts: {
      id,
      title,
      project: projectId,
      phase,
      priority,
      attempts,
      max_attempts: maxAttempts,
      ended_s: endedSeconds,
      error: task.error,
      message: task.message,
    },
  };
}

function toWebhookSubject({ id, name, projectId, route, health, ...webhook }: Standing): Subject {
  return {
    id,
    projectId,
    facts: {
      id,
      name,
      project: projectId ?? "",
      route: route ?? "",
      health,
      disabled_by: DISABLED_BY[webhook.disabledReason ?? "nobody"],
      failing_s: webhook.failingSeconds,
      waiting: webhook.pending,
      trouble: webhook.trouble ?? "",
    },
  };
}

/** Who has disabled a webhook: the receiver by its answer, or the system after days of failures. */
const DISABLED_BY = { nobody: "", person: "person", gone: "receiver", failing: "system" } as const;
