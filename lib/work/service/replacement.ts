// One agent in the place of another: asked of a host that can start one with the same capabilities.
import { type Actor, maySee, seenBy } from "@/lib/platform/auth/actor";
import type { Tx } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import { chooseReplacement, type Wish } from "../replacement";
import type { HostRequest } from "../schema";
import { findAgent, lockAgent } from "../store/agents";
import { listHeldBy } from "../store/attempts";
import * as requests from "../store/host-requests";
import * as hosts from "../store/hosts";
import { setQuarantine, startDrain } from "./agents";
import { requestAgent } from "./host-requests";
import { aboutRequest } from "./hosts";
import { recordAct } from "./record";
import { type ReleasedTask, releaseClaims, releaseLatecomers } from "./release";

/** Hosts among which one is chosen: the newest. */
const HOSTS_MAX = 200;

export interface ReplacementPlan {
  agent: { id: string; name: string; projectId: string | null; status: string };
  host: { id: string; name: string };
  template: string;
  /** What it holds now: back to the queue. */
  claims: ReleasedTask[];
}

/** Who would replace the agent, and what that does. Throws `invalid_state` when no host can, with why. */
export async function planReplacement(
  tx: Tx,
  actor: Actor,
  { agentId, ...wish }: Wish & { agentId: string },
): Promise<ReplacementPlan> {
  const agent = seenBy(actor, "agent", await findAgent(tx, agentId));
  if (agent.status === "retired") throw cannot(agent.name, "is retired: there is nothing to replace");
  const former = await requests.findReplacementOf(tx, agentId);
  if (former) throw cannot(agent.name, `is being replaced already, by the request ${former.id}`);
  const { items } = await hosts.listHosts(tx, { includeRetired: false, limit: HOSTS_MAX });
  const seen = items.filter(({ projectId }) => maySee(actor, projectId));
  if (wish.hostId && !seen.some(({ id }) => id === wish.hostId)) {
    throw new AppError("not_found", "There is no such host.");
  }
  const origin = await requests.findOrigin(tx, agentId);
  const choice = chooseReplacement({ ...agent, origin }, wish, seen);
  if (typeof choice === "string") throw cannot(agent.name, `cannot be replaced now. ${choice}`);
  const { id, name, projectId, status } = agent;
  return {
    agent: { id, name, projectId, status },
    host: { id: choice.host.id, name: choice.host.name },
    template: choice.template.name,
    claims: await listHeldBy(tx, agentId),
  };
}

export interface Replacement {
  request: HostRequest;
  released: ReleasedTask[];
  /** Whether this put the old agent into quarantine: it may have been there, or be draining. */
  hasQuarantined: boolean;
}

/**
 * Asks the host for the new agent, and takes from the old one what it holds and the right to claim more, for
 * `asideSeconds` or until its owner gives it back. Locks the host, then tasks, then the agent, as everybody does. Throws `invalid_state` when the host cannot take it now.
 */
export async function replaceAgent(
  tx: Tx,
  actor: Actor,
  { agentId, hostId, template }: { agentId: string; hostId: string; template: string },
  {
    reason,
    expiresInSeconds,
    owner = actor.id,
    asideSeconds,
  }: { reason: string; expiresInSeconds: number; owner?: string; asideSeconds?: number },
): Promise<Replacement> {
  const agent = seenBy(actor, "agent", await findAgent(tx, agentId));
  const input = { template, reason, expiresInSeconds, replaces: agentId };
  const request = await requestAgent(tx, actor, hostId, input);
  const release = { reason: `Its agent is replaced: ${reason}`, isAttemptSpent: false };
  const released = await releaseClaims(tx, actor, agentId, release);
  const { state } = seenBy(actor, "agent", await lockAgent(tx, agentId));
  if (state === "retired") throw cannot(agent.name, "is retired: there is nothing to replace");
  const hasQuarantined =
    state !== "draining" && (await setQuarantine(tx, actor, agentId, reason, owner, asideSeconds));
  released.push(...(await releaseLatecomers(tx, actor, agentId, release)));
  return { request, released, hasQuarantined };
}

/**
 * Ends a replacement without ever stopping work: a request without an agent is taken back, an agent is drained and
 * ends when it holds nothing. `gone`: there was neither any more.
 */
export async function retireReplacement(
  tx: Tx,
  actor: Actor,
  requestId: string,
  reason: string,
): Promise<"cancelled" | "draining" | "gone"> {
  const known = seenBy(actor, "request", await requests.findAnyRequest(tx, requestId));
  await hosts.lockHost(tx, known.hostId);
  const change = { to: "cancelled", isEnded: true } as const;
  if (await requests.moveRequest(tx, requestId, ["requested", "accepted"], change)) {
    await recordAct(tx, actor, { type: "host.start_cancelled", ...aboutRequest(known), reason });
    return "cancelled";
  }
  // Read again: its agent may have come while the host was waited for.
  const { agentId } = seenBy(actor, "request", await requests.findAnyRequest(tx, requestId));
  const agent = agentId ? await lockAgent(tx, agentId) : null;
  return agent && (await startDrain(tx, actor, agent, reason)) ? "draining" : "gone";
}

/** A request for an agent, on whatever host it is; null for one that is not there or not the actor's to see. */
export async function findHostRequest(tx: Tx, actor: Actor, id: string): Promise<HostRequest | null> {
  const request = await requests.findAnyRequest(tx, id);
  return request && maySee(actor, request.projectId) ? request : null;
}

function cannot(name: string, why: string): AppError {
  return new AppError("invalid_state", `${name} ${why}.`);
}
