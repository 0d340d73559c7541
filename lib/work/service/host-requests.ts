// Asking a host for an agent, and what became of it.
import { type Actor, requireScope, seenBy } from "@/lib/platform/auth/actor";
import { read, type Tx, transact } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import type { Page, PageQuery } from "@/lib/platform/schema";
import { obstacleOf } from "../replacement";
import type { Host, HostRequest, HostResult, StartAgent } from "../schema";
import { lockAgent } from "../store/agents";
import * as store from "../store/host-requests";
import * as hosts from "../store/hosts";
import { aboutRequest, getLocked, lockOwnHost, recordFailure } from "./hosts";
import { recordAct } from "./record";

/** Asks a host to start an agent of a template. Throws `invalid_state` when it cannot take one now. */
export async function startAgent(actor: Actor, hostId: string, input: StartAgent): Promise<HostRequest> {
  requireScope(actor, "work:act");
  return transact("host.start_agent", (tx) => requestAgent(tx, actor, hostId, input));
}

/** The same in the caller's transaction. */
export async function requestAgent(
  tx: Tx,
  actor: Actor,
  hostId: string,
  input: store.NewRequest,
): Promise<HostRequest> {
  seenBy(actor, "host", await hosts.lockHost(tx, hostId));
  const host = await getLocked(tx, hostId);
  requireTemplate(host, input.template);
  requireReady(host);
  const id = newId("hreq");
  if (!(await store.insertRequest(tx, id, host, actor, input))) {
    throw new AppError("invalid_state", "This agent is being replaced already.");
  }
  const request = await getRequest(tx, hostId, id);
  const { detail, ...about } = aboutRequest(request);
  await recordAct(tx, actor, {
    type: "host.start_requested",
    ...about,
    reason: input.reason,
    detail: { ...detail, expiresInSeconds: input.expiresInSeconds },
  });
  return request;
}

/** Takes back a request that the host has not accepted. Cancelling it again changes nothing. */
export async function cancelStart(actor: Actor, hostId: string, id: string): Promise<HostRequest> {
  requireScope(actor, "work:act");
  return transact("host.cancel_start", async (tx) => {
    seenBy(actor, "host", await hosts.lockHost(tx, hostId));
    const request = await getRequest(tx, hostId, id);
    if (request.status === "cancelled") return request;
    if (!(await store.moveRequest(tx, id, ["requested"], { to: "cancelled", isEnded: true }))) {
      const drain = request.agentId ? " Drain its agent instead." : "";
      throw new AppError("invalid_state", `This request is ${request.status} already.${drain}`, {
        facts: { status: request.status },
      });
    }
    await recordAct(tx, actor, { type: "host.start_cancelled", ...aboutRequest(request) });
    return getRequest(tx, hostId, id);
  });
}

/** The host's word on a request: its agent runs, or there is none. The same word again changes nothing. */
export async function reportStart(
  actor: Actor,
  hostId: string,
  id: string,
  result: HostResult,
): Promise<HostRequest> {
  requireScope(actor, "work:run");
  return transact("host.report_start", async (tx) => {
    await lockOwnHost(tx, actor, hostId);
    const request = await getRequest(tx, hostId, id);
    if (result.status === "done") return acceptAgent(tx, actor, request, result);
    if (request.status === "failed") return request;
    const change = { to: "failed", isEnded: true, detail: result.detail } as const;
    const isMoved = await store.moveRequest(tx, id, ["requested", "accepted", "done"], change);
    if (!isMoved) throw isOver(request);
    const failed = await getRequest(tx, hostId, id);
    await recordFailure(tx, actor, failed);
    return failed;
  });
}

async function acceptAgent(
  tx: Tx,
  actor: Actor,
  request: HostRequest,
  { agentId, detail }: Extract<HostResult, { status: "done" }>,
): Promise<HostRequest> {
  if (request.status === "done" && request.agentId === agentId) return request;
  const agent = await lockAgent(tx, agentId);
  if (agent?.ownerId !== actor.id) {
    const message = "Must be an agent that the host's key registered.";
    const issues = [{ in: "body" as const, pointer: "/agentId", detail: message }];
    throw new AppError("invalid_request", message, { issues });
  }
  const change = { to: "done", isEnded: false, agentId, ...(detail ? { detail } : {}) } as const;
  if (!(await store.moveRequest(tx, request.id, ["requested", "accepted"], change))) throw isOver(request);
  const done = await getRequest(tx, request.hostId, request.id);
  await recordAct(tx, actor, { type: "host.started", ...aboutRequest(done) });
  return done;
}

export async function listHostRequests(
  actor: Actor,
  hostId: string,
  query: PageQuery,
): Promise<Page<HostRequest>> {
  requireScope(actor, "work:read");
  return read(async (tx) => {
    const host = await hosts.findHost(tx, hostId);
    // A host whose agents serve every project is visible in each.
    if (host?.projectId !== null) seenBy(actor, "host", host);
    return store.listRequests(tx, hostId, query);
  });
}

function requireTemplate({ name, templates }: Host, template: string): void {
  if (templates.some((known) => known.name === template)) return;
  const detail = `${name} has no such template; it has ${templates.map((known) => known.name).join(", ")}.`;
  throw new AppError("invalid_request", detail, { issues: [{ in: "body", pointer: "/template", detail }] });
}

function requireReady(host: Host): void {
  const obstacle = obstacleOf(host);
  if (obstacle === null) return;
  const { name, status, load, agentsMax } = host;
  const isFull = load >= agentsMax;
  throw new AppError(
    "invalid_state",
    `${name} ${obstacle}.${isFull ? " Drain one, or raise its limit." : ""}`,
    {
      facts: isFull ? { status, load, agentsMax } : { status },
    },
  );
}

function isOver({ status }: HostRequest): AppError {
  return new AppError("invalid_state", `This request is ${status}: end what runs for it.`, {
    facts: { status },
  });
}

async function getRequest(tx: Tx, hostId: string, id: string): Promise<HostRequest> {
  const request = await store.findRequest(tx, hostId, id);
  if (!request) throw new AppError("not_found", "There is no such request.");
  return request;
}
