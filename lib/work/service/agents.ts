import * as audit from "@/lib/platform/audit/service";
import { AuthorityLevel } from "@/lib/platform/auth/access";
import {
  type Actor,
  maySee,
  requireAuthority,
  requireScope,
  SYSTEM,
  seenBy,
} from "@/lib/platform/auth/actor";
import { read, type Tx, transact } from "@/lib/platform/db/transact";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import { publish } from "@/lib/platform/events/service";
import { newId } from "@/lib/platform/ids";
import type { Page } from "@/lib/platform/schema";
import { heartbeatIntervalMs } from "../rules";
import type { Agent, AgentsQuery, QuarantineAgent, RegisterAgent, RegisteredAgent } from "../schema";
import * as store from "../store/agents";
import { findProject } from "../store/projects";
import * as quarantine from "../store/quarantine";

/** Registers an agent of this key. The same name again takes the agent over, so a restarted runner stays one. */
export async function registerAgent(actor: Actor, input: RegisterAgent): Promise<RegisteredAgent> {
  requireScope(actor, "work:run");
  const projectId = input.projectId ?? actor.projectId;
  return transact("agent.register", async (tx) => {
    if (projectId && (!maySee(actor, projectId) || !(await findProject(tx, projectId)))) {
      throw new AppError("not_found", "There is no such project.");
    }
    const agent = await store.upsertAgent(tx, newId("agent"), actor.id, projectId, input);
    const payload = { name: agent.name, capabilities: agent.capabilities, capacity: agent.capacity };
    await publish(tx, actor, { type: "agent.registered", entity: agent.id, projectId, payload });
    return { agent, heartbeatIntervalMs: heartbeatIntervalMs(env()) };
  });
}

/** No new tasks for this agent; it is retired when its last one has ended. Its key or a lead may ask. */
export async function drainAgent(actor: Actor, id: string): Promise<Agent> {
  return transact("agent.drain", async (tx) => {
    const agent = seenBy(actor, "agent", await store.lockAgent(tx, id));
    if (agent.ownerId !== actor.id) requireScope(actor, "work:act");
    // Else a runner would be out of its quarantine by being stopped and started again.
    const mayLift = actor.scopes.includes("work:act") && (!isOfGuardian(agent) || isGuardian(actor));
    const isAside = agent.state === "quarantined" && !mayLift;
    if (!isAside) await startDrain(tx, actor, agent);
    else if (await quarantine.drainAside(tx, id)) await recordChange(tx, actor, agent, CHANGE.drain);
    return seenBy(actor, "agent", await store.findAgent(tx, id));
  });
}

/** The same in the caller's transaction, which has locked the agent; false when it drains or has ended already. */
export async function startDrain(
  tx: Tx,
  actor: Actor,
  agent: store.AgentOwner,
  reason?: string,
): Promise<boolean> {
  if (!(await store.moveAgent(tx, agent.id, ["active", "lost", "quarantined"], "draining"))) return false;
  await recordChange(tx, actor, agent, CHANGE.drain, reason);
  return true;
}

/** No new tasks for this agent until it is reinstated; what it holds it may finish. */
export async function quarantineAgent(actor: Actor, id: string, input: QuarantineAgent): Promise<Agent> {
  requireScope(actor, "work:act");
  return transact("agent.quarantine", async (tx) => {
    if (!(await setQuarantine(tx, actor, id, input.reason))) throw unfit("quarantined");
    return seenBy(actor, "agent", await store.findAgent(tx, id));
  });
}

/**
 * The same in the caller's transaction, perhaps for another owner, perhaps with an end; false when it was in quarantine
 * already.
 */
export async function setQuarantine(
  tx: Tx,
  actor: Actor,
  id: string,
  reason: string,
  owner: string = actor.id,
  seconds: number | null = null,
): Promise<boolean> {
  const agent = seenBy(actor, "agent", await store.lockAgent(tx, id));
  if (agent.state === "quarantined") return false;
  if (!(await store.moveAgent(tx, id, ["active", "lost"], "quarantined", { reason, owner, seconds }))) {
    throw unfit(agent.state);
  }
  await recordChange(tx, actor, agent, CHANGE.quarantine, reason);
  return true;
}

const isOfGuardian = ({ stateOwner }: Pick<store.AgentOwner, "stateOwner">) =>
  stateOwner?.startsWith("gact_") ?? false;
const isGuardian = ({ authority }: Actor) => authority >= AuthorityLevel.GUARDIAN;

/** Lets a quarantined agent claim again. Throws `forbidden` where a guardian's action laid the quarantine. */
export async function reinstateAgent(actor: Actor, id: string): Promise<Agent> {
  requireScope(actor, "work:act");
  return transact("agent.reinstate", async (tx) => {
    const agent = seenBy(actor, "agent", await store.lockAgent(tx, id));
    const { state } = agent;
    if (isOfGuardian(agent)) {
      const detail = "A guardian put this agent into quarantine; ask them to lift it.";
      requireAuthority(actor, AuthorityLevel.GUARDIAN, detail);
    }
    if (!(await liftQuarantine(tx, actor, id))) {
      throw new AppError("invalid_state", `This agent is ${state}, not quarantined.`, { facts: { state } });
    }
    return seenBy(actor, "agent", await store.findAgent(tx, id));
  });
}

/**
 * The same in the caller's transaction; false when the agent was in no quarantine, or in none of this owner's. One that
 * has left in it is not brought back: it only comes back without it.
 */
export async function liftQuarantine(
  tx: Tx,
  actor: Actor,
  id: string,
  reason?: string,
  owner?: string,
): Promise<boolean> {
  const agent = seenBy(actor, "agent", await store.lockAgent(tx, id));
  if (owner && agent.stateOwner !== owner) return false;
  if (!(await store.moveAgent(tx, id, ["quarantined"], "active"))) {
    return owner !== undefined && (await quarantine.forgetQuarantine(tx, id));
  }
  await recordChange(tx, actor, agent, CHANGE.reinstate, reason);
  return true;
}

/** Ends quarantines whose time is over. */
export async function endQuarantines(): Promise<void> {
  await transact("agent.end_quarantines", async (tx) => {
    for (const id of await quarantine.lockQuarantinesOver(tx, env().AGENT_LOST_SECONDS)) {
      await liftQuarantine(tx, SYSTEM, id, "Its time was over.");
    }
  });
}

function unfit(state: string): AppError {
  return new AppError("invalid_state", `This agent is ${state} and cannot be quarantined.`, {
    facts: { state },
  });
}

/** What a change is called in events and in the audit trail. */
const CHANGE = {
  drain: { type: "agent.draining", act: "agent.drain" },
  quarantine: { type: "agent.quarantined", act: "agent.quarantine" },
  reinstate: { type: "agent.reinstated", act: "agent.reinstate" },
} as const;

async function recordChange(
  tx: Tx,
  actor: Actor,
  { id, projectId, name }: Pick<store.AgentOwner, "id" | "projectId" | "name">,
  { type, act }: (typeof CHANGE)[keyof typeof CHANGE],
  reason?: string,
): Promise<void> {
  const why = reason ? { reason } : {};
  await publish(tx, actor, { type, entity: id, projectId, payload: { name, ...why } });
  await audit.append(tx, { actor, act, entity: id, projectId, ...why, detail: { name } });
}

export async function getAgent(actor: Actor, id: string): Promise<Agent> {
  requireScope(actor, "work:read");
  return read(async (tx) => {
    const agent = await store.findAgent(tx, id);
    // An agent that serves every project is visible in each.
    return agent?.projectId === null ? agent : seenBy(actor, "agent", agent);
  });
}

export async function listAgents(actor: Actor, query: AgentsQuery): Promise<Page<Agent>> {
  requireScope(actor, "work:read");
  return read((tx) => store.listAgents(tx, { ...query, project: actor.projectId ?? query.project }));
}
