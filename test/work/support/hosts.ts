// Runner hosts that a test speaks for.
import { RegisterHost, StartAgent } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import "../../support/embedded";
import { ADMIN, aKey, anAgent, aProject, type TestKey, unique } from "../../support/makers";
import { change } from "../../support/sql";

export const TEMPLATES = [
  { name: "coder", capabilities: ["typescript"], capacity: 2, profile: "claude-code" },
];

export async function aHost(own: { agentsMax?: number; name?: string; key?: TestKey } = {}) {
  const project = await aProject();
  const key = own.key ?? (await aKey({ project }));
  const input = { name: own.name ?? unique("host"), agentsMax: own.agentsMax ?? 2, templates: TEMPLATES };
  const { host } = await work.registerHost(key.actor, RegisterHost.parse(input));
  return { host, key, project };
}
export type TestHost = Awaited<ReturnType<typeof aHost>>;

export const start = ({ host }: TestHost, own: Partial<StartAgent> = {}) =>
  work.startAgent(ADMIN, host.id, StartAgent.parse({ template: "coder", reason: "More hands.", ...own }));
export const beat = ({ host, key }: TestHost, running: string[] = [], own: { isDraining?: boolean } = {}) =>
  work.beatHost(key.actor, host.id, {
    running: running.map((requestId) => ({ requestId, agentId: null })),
    isDraining: own.isDraining ?? false,
    waitMs: 0,
  });
export const hostOf = async ({ host, project }: TestHost) => {
  const { items } = await work.listHosts(ADMIN, { project: project.id, includeRetired: true, limit: 9 });
  const found = items.find(({ id }) => id === host.id);
  if (!found) throw new Error("The host is not listed.");
  return found;
};
export const requestsOf = async ({ host }: TestHost) =>
  (await work.listHostRequests(ADMIN, host.id, { limit: 50 })).items;
/** Nothing was heard of the host for so long. */
export const silence = ({ host }: TestHost, seconds: number) =>
  change`UPDATE runner_hosts SET last_heartbeat_at = now() - make_interval(secs => ${seconds})
    WHERE id = ${host.id}`;

/** A request whose agent runs. */
export async function started(host: TestHost) {
  const request = await start(host);
  await beat(host);
  const { agent } = await anAgent({ project: host.project, key: host.key });
  const done = await work.reportStart(host.key.actor, host.host.id, request.id, {
    status: "done",
    agentId: agent.id,
  });
  return { request: done, agent };
}
