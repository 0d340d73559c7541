// Whose slots move to whom: a pure decision.
import { PRIORITY_RANK } from "@/lib/work/schema";
import type * as work from "@/lib/work/service";

export type HeldWork = Omit<work.SlotWork, "agentId" | "ticketId" | "phase">;

/** An agent that is there to take work, and what it does. */
export interface SlotSource extends Omit<work.SlotSource, "capabilities" | "held"> {
  /** Its slots may be taken; those of the others only count for what a project keeps. */
  isOffered: boolean;
  held: HeldWork[];
}

export interface Wish {
  /** Only slots that are free, or do work below this rank. */
  below: number;
  min: number;
  wanted: number;
  preempt: boolean;
}

export interface Pick {
  agentId: string;
  name: string;
  slots: number;
  /** Work that is stopped to have the slots now. */
  stops: HeldWork[];
}

interface Takeable extends SlotSource {
  free: number;
  /** Lowest first; of the same rank the newest first, which has cost least. */
  lower: HeldWork[];
  slots: number;
}

function takeable(agent: SlotSource, below: number): Takeable {
  const isFilling = agent.held.filter(({ isReserved }) => isReserved).length;
  const keptFree = Math.max(0, agent.reservedSlots - isFilling);
  const free = Math.max(0, agent.capacity - agent.load - keptFree);
  const lower = agent.held
    .filter((work) => !work.isServed && !work.isReserved && PRIORITY_RANK[work.priority] < below)
    .sort(
      (a, b) =>
        PRIORITY_RANK[a.priority] - PRIORITY_RANK[b.priority] ||
        b.claimedAt.getTime() - a.claimedAt.getTime(),
    );
  const slots = Math.min(agent.capacity - agent.reservedSlots, free + lower.length);
  return { ...agent, free, lower, slots: agent.isOffered ? Math.max(0, slots) : 0 };
}

/**
 * The slots that may move: free ones and those on lower work, never among equals, never those that another reservation
 * keeps. Every project's agents, and those that serve all projects, keep one slot for their other work.
 */
export function countTakeable(agents: SlotSource[], below: number): number {
  return [...pools(agents, below).values()].reduce((sum, { budget }) => sum + budget, 0);
}

/** Why no more slots than `available` can move, in words. */
export function shortOf(agents: SlotSource[], below: number, available: number): string {
  const offered = agents.filter(({ isOffered }) => isOffered);
  if (offered.length === 0) return "No agent that takes work can do what waits there.";
  const there = offered.reduce((sum, one) => sum + takeable(one, below).slots, 0);
  const whose =
    offered.length === 1
      ? "The one agent that could serve it"
      : `The ${offered.length} agents that could serve it`;
  if (there === 0) {
    const [verb, reserved] = [
      offered.length === 1 ? "has" : "have",
      offered.reduce((sum, one) => sum + one.reservedSlots, 0),
    ];
    const others = reserved > 0 ? ` (${slotWords(reserved)} reserved already)` : "";
    return `${whose} ${verb} no slot that is free or on lower work${others}.`;
  }
  // No project's last slot is in the way: there are no more.
  if (available === there) return `Only ${slotWords(there)} free or on lower work.`;
  const may = available === 0 ? "none may move" : `only ${available} may move`;
  return `${slotWords(there)} free or on lower work, but ${may}: the agents of a project, and those of all projects, keep one slot for their other work.`;
}

const slotWords = (slots: number) => (slots === 1 ? "1 slot is" : `${slots} slots are`);

/** Whether a project would be left without a slot for its other work. */
export function takesLast(
  agents: Omit<SlotSource, "isOffered" | "held">[],
  given: ReadonlyMap<string, number>,
): boolean {
  const left = new Map<string, number>();
  for (const { id, projectId, capacity, reservedSlots } of agents) {
    const key = projectId ?? "all";
    left.set(key, (left.get(key) ?? 0) + capacity - reservedSlots - (given.get(id) ?? 0));
  }
  return agents.some(({ id, projectId }) => given.has(id) && (left.get(projectId ?? "all") ?? 0) < 1);
}

function pools(agents: SlotSource[], below: number) {
  const found = new Map<string, { agents: Takeable[]; budget: number }>();
  for (const agent of agents.map((one) => takeable(one, below))) {
    const key = agent.projectId ?? "all";
    const pool = found.get(key) ?? { agents: [], budget: 0 };
    pool.agents.push(agent);
    found.set(key, pool);
  }
  for (const pool of found.values()) {
    const unreserved = pool.agents.reduce((sum, one) => sum + one.capacity - one.reservedSlots, 0);
    const slots = pool.agents.reduce((sum, one) => sum + one.slots, 0);
    pool.budget = Math.max(0, Math.min(slots, unreserved - 1));
  }
  return found;
}

/** Which agents give slots: free ones first, then those on the lowest work. */
export function pickSlots(agents: SlotSource[], wish: Wish): Pick[] {
  const groups = pools(agents, wish.below);
  const offers = [...groups].flatMap(([pool, { agents: own }]) =>
    own.flatMap((agent) =>
      Array.from({ length: agent.slots }, (_, place) => ({
        pool,
        agent,
        stops: place < agent.free ? null : (agent.lower[place - agent.free] as HeldWork),
      })),
    ),
  );
  const cost = ({ stops }: (typeof offers)[number]) => (stops ? PRIORITY_RANK[stops.priority] : 0);
  offers.sort((a, b) => cost(a) - cost(b) || (a.agent.id < b.agent.id ? -1 : 1));
  const left = new Map([...groups].map(([pool, { budget }]) => [pool, budget]));
  const picks = new Map<string, Pick>();
  let taken = 0;
  for (const { pool, agent, stops } of offers) {
    const budget = left.get(pool) ?? 0;
    if (taken === wish.wanted) break;
    if (budget === 0) continue;
    left.set(pool, budget - 1);
    taken += 1;
    const pick = picks.get(agent.id) ?? { agentId: agent.id, name: agent.name, slots: 0, stops: [] };
    pick.slots += 1;
    if (stops && wish.preempt && !stops.isStopping) pick.stops.push(stops);
    picks.set(agent.id, pick);
  }
  return [...picks.values()].sort((a, b) => (a.agentId < b.agentId ? -1 : 1));
}

/** Whether an agent can do anything of what waits; where nothing waits, it may be anything. */
export function canDoAny(capabilities: string[], wanted: string[][]): boolean {
  return wanted.length === 0 || wanted.some((needs) => needs.every((one) => capabilities.includes(one)));
}
