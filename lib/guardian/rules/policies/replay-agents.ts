import type { AgentFacts, WholeFacts } from "@/lib/monitoring/schema";
import type { AgentLife, AttemptLife } from "@/lib/work/service";
import { type AgentChange, type History, isJudged } from "./history";
import { InOrder } from "./in-order";

const HOUR_MS = 3_600_000;

/** The state that an event leads to, and the one that it ends where nothing else is known. */
const STATES: Record<string, { to: string; from: string }> = {
  "agent.registered": { to: "active", from: "retired" },
  "agent.recovered": { to: "active", from: "lost" },
  "agent.reinstated": { to: "active", from: "quarantined" },
  "agent.lost": { to: "lost", from: "active" },
  "agent.quarantined": { to: "quarantined", from: "active" },
  "agent.draining": { to: "draining", from: "active" },
  "agent.retired": { to: "retired", from: "draining" },
};

export const AGENT_EVENTS = Object.keys(STATES);

/** The agents of a history at any instant of it. */
export class AgentReplay {
  readonly #agents: readonly AgentLife[];
  readonly #changes: Map<string, AgentChange[]>;
  readonly #courses: Map<string, Course>;

  constructor({ agents, changes, attempts }: Pick<History, "agents" | "changes" | "attempts">) {
    this.#agents = agents;
    this.#changes = Map.groupBy(changes, ({ agentId }) => agentId);
    const byAgent = Map.groupBy(attempts, ({ agentId }) => agentId);
    this.#courses = new Map([...byAgent].map(([id, own]) => [id, toCourse(own)]));
  }

  agents(at: Date): AgentFacts[] {
    return this.#agents.flatMap((agent) => {
      const state = agent.createdAt <= at ? this.#stateOf(agent, at) : "retired";
      return state === "retired" ? [] : [this.#toFacts(agent, state, at)];
    });
  }

  whole(at: Date): WholeFacts["agents"] {
    const agents = this.agents(at);
    const online = agents.filter(({ status }) => status === "idle" || status === "running");
    const sum = (of: (agent: AgentFacts) => number) => online.reduce((total, agent) => total + of(agent), 0);
    return {
      online: online.length,
      lost: agents.filter(({ status }) => status === "lost").length,
      quarantined: agents.filter(({ status }) => status === "quarantined").length,
      slots: sum(({ capacity }) => capacity),
      free_slots: sum(({ capacity, load }) => Math.max(0, capacity - load)),
    };
  }

  #stateOf({ id, state }: AgentLife, at: Date): string {
    const changes = this.#changes.get(id) ?? [];
    const last = changes.findLast((change) => change.at <= at);
    if (last) return STATES[last.type]?.to ?? state;
    const next = changes[0];
    return next ? (STATES[next.type]?.from ?? state) : state;
  }

  #toFacts({ id, name, projectId, hostId, capacity }: AgentLife, state: string, at: Date): AgentFacts {
    const { claims, ends, judged, streaks } = this.#courses.get(id) ?? NO_COURSE;
    const load = claims.countUntil(at) - ends.countUntil(at);
    const lately = judged.between(new Date(at.getTime() - HOUR_MS), at);
    const completions = lately.filter(({ outcome }) => outcome === "completed").length;
    return {
      id,
      name,
      project: projectId ?? "",
      host: hostId ?? "",
      status: state === "active" ? (load > 0 ? "running" : "idle") : state,
      capacity,
      load,
      // Not kept: a condition that speaks of it is not replayed.
      silent_s: Number.NaN,
      failures_1h: lately.length - completions,
      completions_1h: completions,
      failure_streak: streaks[judged.countUntil(at) - 1] ?? 0,
    };
  }
}

/** An agent's attempts by when they were claimed, ended, and ended in a way that says something. */
interface Course {
  claims: InOrder<AttemptLife>;
  ends: InOrder<AttemptLife>;
  judged: InOrder<AttemptLife>;
  /** After each that was judged: how many had failed one after the other. */
  streaks: readonly number[];
}

function toCourse(attempts: readonly AttemptLife[]): Course {
  const judged = new InOrder(attempts.filter(isJudged), ({ endedAt }) => endedAt);
  const streaks: number[] = [];
  for (const { outcome } of judged.items) {
    streaks.push(outcome === "completed" ? 0 : (streaks.at(-1) ?? 0) + 1);
  }
  return {
    claims: new InOrder(attempts, ({ claimedAt }) => claimedAt),
    ends: new InOrder(attempts, ({ endedAt }) => endedAt),
    judged,
    streaks,
  };
}

const NO_COURSE = toCourse([]);
