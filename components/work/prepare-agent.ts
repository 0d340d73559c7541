import type { Agent, Project } from "@/lib/work/schema";

export function mayDrain(agent: Pick<Agent, "status">): boolean {
  return agent.status !== "draining" && agent.status !== "retired";
}

/** What draining means for this agent, for the dialog that asks. */
export function drainConsequence(agent: Pick<Agent, "load">): string {
  if (agent.load === 0) return "It gets no new tasks. It holds none now, so it is retired at once.";
  const tasks = agent.load === 1 ? "the task it holds" : `the ${agent.load} tasks it holds`;
  return `It gets no new tasks. It goes on with ${tasks} and is retired when that has ended.`;
}

/** How an agent that holds nothing comes by a task. */
export function claimWords({ status }: Pick<Agent, "status">, isHeld: boolean): string {
  if (status === "quarantined") return "It claims nothing while it is in quarantine.";
  if (status === "draining" || status === "retired") return "It claims nothing any more.";
  if (isHeld) return "It claims nothing while it is on hold.";
  if (status === "lost") return "It claims what it is able to do once it is heard of again.";
  return "It claims what it is able to do as soon as there is something.";
}

/** An agent without a project serves every one. */
export function projectName(agent: Pick<Agent, "projectId">, projects: Project[] | undefined): string {
  if (agent.projectId === null) return "All";
  return projects?.find((project) => project.id === agent.projectId)?.name ?? "";
}

export interface LoadShares {
  /** Of the width, 0 to 1 each; together at most 1. */
  used: number;
  reserved: number;
  words: string;
}

/**
 * How an agent's slots are taken. Slots that a reservation keeps may be in use already, so what is kept beyond
 * the load can only be what is left of the capacity.
 */
export function toLoadShares(agent: Pick<Agent, "load" | "capacity" | "reservedSlots">): LoadShares {
  const { load, capacity, reservedSlots } = agent;
  const used = capacity === 0 ? 0 : Math.min(1, load / capacity);
  const reserved = capacity === 0 ? 0 : Math.min(1 - used, reservedSlots / capacity);
  const kept = reservedSlots > 0 ? `, ${reservedSlots} reserved` : "";
  return { used, reserved, words: `${load} of ${capacity}${kept}` };
}
