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

/** An agent without a project serves every one. */
export function projectName(agent: Pick<Agent, "projectId">, projects: Project[] | undefined): string {
  if (agent.projectId === null) return "All";
  return projects?.find((project) => project.id === agent.projectId)?.name ?? "";
}
