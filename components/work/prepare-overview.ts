import type { Agent, AgentStatus, Overview } from "@/lib/work/schema";
import type { AgentView } from "./search-params";

/** What an agent's status asks of whoever watches. */
const AGENT_GROUPS = {
  working: ["running", "draining"],
  idle: ["idle"],
  attention: ["stale", "quarantined", "lost"],
} as const satisfies Record<string, readonly AgentStatus[]>;
export type AgentGroup = keyof typeof AGENT_GROUPS;

/** The statuses that a choice of the list means: those of a group, or itself. */
export function statusesOf(view: AgentView): readonly AgentStatus[] {
  return view in AGENT_GROUPS ? AGENT_GROUPS[view as AgentGroup] : [view as AgentStatus];
}

export interface Figures {
  waiting: number;
  atWork: number;
  agents: Record<AgentGroup, number>;
}

export function toFigures(overview: Overview): Figures {
  const { tasksByState, agentsByStatus } = overview;
  const count = (group: AgentGroup) =>
    AGENT_GROUPS[group].reduce((sum, status) => sum + agentsByStatus[status], 0);
  return {
    waiting: tasksByState.pending,
    atWork: tasksByState.claimed + tasksByState.running,
    agents: { working: count("working"), idle: count("idle"), attention: count("attention") },
  };
}

export interface Beginnings {
  hasTickets: boolean;
  hasAgents: boolean;
  /** Nothing at all has happened here yet. */
  isEmpty: boolean;
}

/** How far a new installation has come. */
export function toBeginnings(overview: Overview): Beginnings {
  const sum = (counts: Record<string, number>) => Object.values(counts).reduce((a, b) => a + b, 0);
  const hasTickets = overview.ticketsOpen > 0 || sum(overview.tasksByState) > 0;
  const hasAgents = sum(overview.agentsByStatus) > 0;
  return { hasTickets, hasAgents, isEmpty: !hasTickets && !hasAgents };
}

const URGENCY: AgentStatus[] = ["quarantined", "lost", "stale", "running", "draining", "idle", "retired"];

/** What needs a person first, then the busiest. */
export function byUrgency(agents: Agent[]): Agent[] {
  return [...agents].sort(
    (a, b) =>
      URGENCY.indexOf(a.status) - URGENCY.indexOf(b.status) ||
      b.load - a.load ||
      a.name.localeCompare(b.name, "en"),
  );
}

/** The slots of the agents that can get tasks, taken together. */
export function fleetLoad(agents: Agent[]): Pick<Agent, "load" | "capacity" | "reservedSlots"> {
  const able = agents.filter(({ status }) => ["idle", "running", "stale"].includes(status));
  const sum = (of: (agent: Agent) => number) => able.reduce((total, agent) => total + of(agent), 0);
  return {
    load: sum((agent) => agent.load),
    capacity: sum((agent) => agent.capacity),
    reservedSlots: sum((agent) => agent.reservedSlots),
  };
}
