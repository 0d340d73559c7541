// Which host starts which agent in the place of another: a pure decision.
import type { Host, HostTemplate } from "./schema";

/** The agent to replace, and what was asked for beside it. */
export interface Replaced {
  capabilities: readonly string[];
  capacity: number;
  model: string | null;
  projectId: string | null;
  /** What started it, if a host did. */
  origin: { hostId: string; template: string } | null;
}

export interface Wish {
  hostId?: string | undefined;
  template?: string | undefined;
}

export interface Choice {
  host: Host;
  template: HostTemplate;
}

/**
 * The host and template of the replacement, or for each host why it is none. Its own host comes first, then one that
 * was heard of lately, then the one with most places free; its own template comes first, then its model, enough
 * capacity, and the fewest capabilities that were not asked for.
 */
export function chooseReplacement(agent: Replaced, wish: Wish, hosts: readonly Host[]): Choice | string {
  const asked = wish.hostId ? hosts.filter(({ id }) => id === wish.hostId) : hosts;
  const serving = asked.filter(({ projectId }) => projectId === null || projectId === agent.projectId);
  if (serving.length === 0) return "No host serves the same projects as this agent";
  const able = serving.flatMap((host) => {
    const template = obstacleOf(host) === null ? bestTemplate(agent, wish, host) : undefined;
    return template ? [{ host, template }] : [];
  });
  const [best] = able.sort((a, b) => compare(rankHost(agent, a.host), rankHost(agent, b.host)));
  return best ?? serving.map((host) => `${host.name} ${whyNot(agent, wish, host)}`).join("; ");
}

/** Why the host can start no agent now, whatever is asked for; null when it can. */
export function obstacleOf({ status, load, agentsMax }: Host): string | null {
  if (status !== "online" && status !== "stale") return `is ${status} and starts no agents`;
  return load < agentsMax ? null : `is full: ${load} of ${agentsMax} agents run or are being started`;
}

function whyNot(agent: Replaced, wish: Wish, host: Host): string {
  const obstacle = obstacleOf(host);
  if (obstacle !== null) return obstacle;
  const template = host.templates.find(({ name }) => name === wish.template);
  if (wish.template && !template) return `has no template ${wish.template}`;
  const lacking = agent.capabilities.filter((word) => !template?.capabilities.includes(word));
  if (template) return `has the template ${template.name} without ${lacking.join(", ")}`;
  return `has no template with ${agent.capabilities.join(", ")}`;
}

function bestTemplate(agent: Replaced, wish: Wish, host: Host): HostTemplate | undefined {
  const fits = host.templates.filter(
    ({ name, capabilities }) =>
      (wish.template === undefined || name === wish.template) &&
      agent.capabilities.every((word) => capabilities.includes(word)),
  );
  const rank = ({ name, model, capacity, capabilities }: HostTemplate) => [
    agent.origin?.hostId === host.id && agent.origin.template === name ? 0 : 1,
    model === agent.model ? 0 : 1,
    capacity >= agent.capacity ? 0 : 1,
    capabilities.length,
  ];
  return fits.sort((a, b) => compare(rank(a), rank(b)) || (a.name < b.name ? -1 : 1))[0];
}

function rankHost(agent: Replaced, { id, status, projectId, agentsMax, load }: Host): number[] {
  return [
    agent.origin?.hostId === id ? 0 : 1,
    status === "online" ? 0 : 1,
    projectId === agent.projectId ? 0 : 1,
    load - agentsMax,
  ];
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, place) => value !== b[place]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}
