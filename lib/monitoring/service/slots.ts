import type { LiveAgent, LiveTask } from "@/lib/work/service";
import { freeSlots, isOnline } from "./facts";

type Wanted = Pick<LiveTask, "projectId" | "requiredCapabilities">;

/** Free slots of the agents online that may claim such a task. Thousands of tasks ask for the same few kinds. */
export function countSlotsFor(agents: readonly LiveAgent[]): (task: Wanted) => number {
  const free = agents
    .filter((agent) => isOnline(agent) && !agent.isHeld && freeSlots(agent) > 0)
    .map((agent) => ({ ...agent, able: new Set(agent.capabilities) }));
  const known = new Map<string, number>();
  return ({ projectId, requiredCapabilities }) => {
    const kind = JSON.stringify([projectId, ...requiredCapabilities]);
    const counted = known.get(kind);
    if (counted !== undefined) return counted;
    const slots = free
      .filter((agent) => agent.projectId === null || agent.projectId === projectId)
      .filter(({ able }) => requiredCapabilities.every((word) => able.has(word)))
      .reduce((sum, agent) => sum + freeSlots(agent), 0);
    known.set(kind, slots);
    return slots;
  };
}
