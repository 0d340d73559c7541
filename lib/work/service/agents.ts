import * as audit from "@/lib/platform/audit/service";
import { type Actor, maySee, requireScope, SYSTEM, seenBy } from "@/lib/platform/auth/actor";
import { read, transact } from "@/lib/platform/db/transact";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import { publish } from "@/lib/platform/events/service";
import { newId } from "@/lib/platform/ids";
import type { Page } from "@/lib/platform/schema";
import { heartbeatIntervalMs } from "../rules";
import type { Agent, AgentsQuery, RegisterAgent, RegisteredAgent } from "../schema";
import * as store from "../store/agents";
import * as attempts from "../store/attempts";
import { findProject } from "../store/projects";
import { closeCancelled, closeFailed } from "./held";

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
    if (await store.moveAgent(tx, id, ["active", "lost", "quarantined"], "draining")) {
      await publish(tx, actor, { type: "agent.draining", entity: id, projectId: agent.projectId });
      await audit.append(tx, { actor, act: "agent.drain", entity: id, projectId: agent.projectId });
    }
    return seenBy(actor, "agent", await store.findAgent(tx, id));
  });
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

/** Retires drained agents and marks silent ones lost. Any replica may run it: each change happens once. */
export async function reviewAgents(): Promise<void> {
  await transact("agent.review", async (tx) => {
    // Retired first: a lost agent that is drained holds nothing, and must not be found lost again instead.
    for (const agent of await store.retireDrained(tx)) {
      const payload = { name: agent.name };
      await publish(tx, SYSTEM, {
        type: "agent.retired",
        entity: agent.id,
        projectId: agent.projectId,
        payload,
      });
    }
    for (const agent of await store.loseSilentAgents(tx, env().AGENT_LOST_SECONDS)) {
      const payload = { name: agent.name };
      await publish(tx, SYSTEM, {
        type: "agent.lost",
        entity: agent.id,
        projectId: agent.projectId,
        payload,
      });
    }
  });
}

/**
 * Gives every agent and live attempt a full lease from now: while no server ran, no heartbeat could arrive, and
 * that silence says nothing about them. Where another replica was there to hear, nothing is changed.
 */
export async function renewAfterStart(): Promise<void> {
  const heardWithinSeconds = (heartbeatIntervalMs(env()) * 1.5) / 1000;
  await transact("work.start", async (tx) => {
    if (await store.wasAnyHeard(tx, heardWithinSeconds)) return;
    await store.renewAll(tx, env().LEASE_SECONDS);
  });
}

/** Ends attempts whose lease is over; their tasks go back to the queue, once. */
export async function expireLeases(): Promise<number> {
  return transact("attempt.expire", async (tx) => {
    const expired = await attempts.lockExpired(tx, 100);
    for (const { taskId, attemptId } of expired) {
      if (!(await attempts.isExpired(tx, attemptId))) continue;
      const held = await attempts.lockAttempt(tx, taskId, attemptId);
      if (!held) continue;
      if (held.cancelRequestedAt) {
        await closeCancelled(tx, SYSTEM, held, { stopConfirmed: false });
      } else {
        const error = {
          kind: "lease_lost" as const,
          message: "The agent was not heard of until its lease ended.",
          exitCode: null,
        };
        await closeFailed(tx, SYSTEM, held, { outcome: "lost", error, retry: true });
      }
    }
    return expired.length;
  });
}
