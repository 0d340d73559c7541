// Runner hosts: machines that start agents when asked.
import { type Actor, maySee, requireScope, SYSTEM, seenBy } from "@/lib/platform/auth/actor";
import { read, type Tx, transact } from "@/lib/platform/db/transact";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import { publishAll } from "@/lib/platform/events/service";
import { newId } from "@/lib/platform/ids";
import type { Page } from "@/lib/platform/schema";
import { heartbeatIntervalMs } from "../rules";
import type { Host, HostRequest, HostsQuery, RegisteredHost, RegisterHost } from "../schema";
import * as requests from "../store/host-requests";
import * as store from "../store/hosts";
import { findProject } from "../store/projects";
import { recordAct } from "./record";

/** Registers a host of this key. The same name again takes it over, so that a restarted one stays one. */
export async function registerHost(actor: Actor, input: RegisterHost): Promise<RegisteredHost> {
  requireScope(actor, "work:run");
  const projectId = input.projectId ?? actor.projectId;
  return transact("host.register", async (tx) => {
    if (projectId && (!maySee(actor, projectId) || !(await findProject(tx, projectId)))) {
      throw new AppError("not_found", "There is no such project.");
    }
    const { id, wasOffline } = await store.upsertHost(tx, newId("host"), actor.id, projectId, input);
    const templates = input.templates.map(({ name }) => name);
    const detail = { name: input.name, agentsMax: input.agentsMax, templates };
    await recordAct(tx, actor, { type: "host.registered", entity: id, projectId, detail });
    if (wasOffline) await tell(tx, actor, "host.online", [{ id, projectId, name: input.name }]);
    return { host: await getLocked(tx, id), heartbeatIntervalMs: heartbeatIntervalMs(env()) };
  });
}

/** No new agents on this host; it drains those it runs and is retired with the last. Its key or a lead may ask. */
export async function drainHost(actor: Actor, id: string): Promise<Host> {
  return transact("host.drain", async (tx) => {
    const host = seenBy(actor, "host", await store.lockHost(tx, id));
    if (host.ownerId !== actor.id) requireScope(actor, "work:act");
    await startDraining(tx, actor, host);
    return getLocked(tx, id);
  });
}

/** Does nothing for a host that drains already. */
export async function startDraining(tx: Tx, actor: Actor, host: store.HostOwner): Promise<void> {
  if (!(await store.moveHost(tx, host.id, ["active"], "draining"))) return;
  const { id: entity, projectId, name } = host;
  await recordAct(tx, actor, { type: "host.draining", entity, projectId, detail: { name } });
  const given = await requests.failOpen(tx, host.id, ["requested"], "The host is draining.");
  for (const request of given) await recordFailure(tx, actor, request);
}

/** The host is gone: whatever it was asked for comes to its end. */
export async function retireHost(tx: Tx, actor: Actor, host: store.HostOwner): Promise<void> {
  const { id: entity, projectId, name } = host;
  const why = "The host ended before it had started the agent.";
  const given = await requests.failOpen(tx, host.id, ["requested", "accepted"], why);
  for (const request of given) await recordFailure(tx, actor, request);
  for (const request of await requests.endUnnamed(tx, host.id, [])) await recordEnd(tx, actor, request);
  await recordAct(tx, actor, { type: "host.retired", entity, projectId, detail: { name } });
}

/** Tells which hosts are heard of no more, or again. */
export async function tell(
  tx: Tx,
  actor: Actor,
  type: "host.offline" | "host.online",
  hosts: Pick<store.HostOwner, "id" | "projectId" | "name">[],
): Promise<void> {
  const events = hosts.map(({ id: entity, projectId, name }) => ({
    type,
    entity,
    projectId,
    payload: { name },
  }));
  await publishAll(tx, actor, events);
}

/**
 * Tells of hosts that fell silent, retires those of them that were drained, and expires requests that brought no
 * agent. Any replica may run it: each change happens once.
 */
export async function reviewHosts(): Promise<void> {
  await transact("host.review", async (tx) => {
    await tell(tx, SYSTEM, "host.offline", await store.noteSilentHosts(tx, env().AGENT_LOST_SECONDS));
    for (const host of await store.retireSilentHosts(tx, env().AGENT_LOST_SECONDS)) {
      await retireHost(tx, SYSTEM, host);
    }
    for (const request of await requests.expireOpen(tx)) {
      await recordAct(tx, SYSTEM, { type: "host.start_expired", ...aboutRequest(request) });
    }
  });
}

export async function listHosts(actor: Actor, query: HostsQuery): Promise<Page<Host>> {
  requireScope(actor, "work:read");
  return read((tx) => store.listHosts(tx, { ...query, project: actor.projectId ?? query.project }));
}

/** The host as its own key may write about it. Throws `not_found`, or `forbidden` for another key's. */
export async function lockOwnHost(tx: Tx, actor: Actor, id: string): Promise<store.LockedHost> {
  const host = seenBy(actor, "host", await store.lockHost(tx, id));
  if (host.ownerId !== actor.id) throw new AppError("forbidden", "Another key registered this host.");
  return host;
}

export async function getLocked(tx: Tx, id: string): Promise<Host> {
  const host = await store.findHost(tx, id);
  if (!host) throw new Error(`The host ${id} vanished.`);
  return host;
}

/** What an event about a request says; its entity is the host. */
export function aboutRequest(request: HostRequest) {
  const { id: requestId, hostId: entity, projectId, template, agentId, agentName, detail: why } = request;
  const agent = agentId ? { agentId, agentName } : {};
  const replaced = request.replaces ? { replaces: request.replaces, replacesName: request.replacesName } : {};
  const detail = {
    requestId,
    template,
    ...agent,
    ...replaced,
    ...(why ? { message: why.slice(0, 500) } : {}),
  };
  return { entity, projectId, detail };
}

export async function recordFailure(tx: Tx, actor: Actor, request: HostRequest): Promise<void> {
  const type = request.agentId ? "host.agent_failed" : "host.start_failed";
  await recordAct(tx, actor, { type, ...aboutRequest(request) });
}

export async function recordEnd(tx: Tx, actor: Actor, request: HostRequest): Promise<void> {
  await recordAct(tx, actor, { type: "host.agent_ended", ...aboutRequest(request) });
}
