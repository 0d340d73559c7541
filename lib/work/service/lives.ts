// Signs of life: agents that fall silent are lost, and attempts whose lease is over go back to the queue.
import { SYSTEM } from "@/lib/platform/auth/actor";
import { type Tx, transact } from "@/lib/platform/db/transact";
import { env } from "@/lib/platform/env";
import type { EventType } from "@/lib/platform/events/schema";
import { publishAll } from "@/lib/platform/events/service";
import { heartbeatIntervalMs } from "../rules";
import * as store from "../store/agents";
import * as attempts from "../store/attempts";
import * as due from "../store/due";
import { renewHosts } from "../store/hosts";
import { closeFailed, closeStopped } from "./held";
import { endReservationsOfRetired } from "./reservations";

/** Retires drained agents and marks silent ones lost. Any replica may run it: each change happens once. */
export async function reviewAgents(): Promise<void> {
  await transact("agent.review", async (tx) => {
    // Retired first: a lost agent that is drained holds nothing, and must not be found lost again instead.
    await tell(tx, "agent.retired", await store.retireDrained(tx));
    await endReservationsOfRetired(tx);
    await tell(tx, "agent.lost", await store.loseSilentAgents(tx, env().AGENT_LOST_SECONDS));
  });
}

async function tell(tx: Tx, type: EventType, agents: store.NamedAgent[]): Promise<void> {
  const events = agents.map(({ id: entity, projectId, name }) => ({
    type,
    entity,
    projectId,
    payload: { name },
  }));
  await publishAll(tx, SYSTEM, events);
}

/**
 * Gives every agent and live attempt a full lease from now: while no server ran, no heartbeat could arrive, and
 * that silence says nothing about them. Where another replica was there to hear, nothing is changed.
 */
export async function renewAfterStart(): Promise<void> {
  const heardWithinSeconds = (heartbeatIntervalMs(env()) * 1.5) / 1000;
  await transact("work.start", async (tx) => {
    if (await store.wasAnyHeard(tx, heardWithinSeconds)) return;
    await store.renewAll(tx, {
      leaseSeconds: env().LEASE_SECONDS,
      lostAfterSeconds: env().AGENT_LOST_SECONDS,
    });
    await renewHosts(tx);
  });
}

/** Ends attempts whose lease is over; their tasks go back to the queue, once. Returns how many it looked at. */
export async function expireLeases(): Promise<number> {
  return transact("attempt.expire", async (tx) => {
    const expired = await due.lockExpired(tx);
    for (const { taskId, attemptId } of expired) {
      if (!(await attempts.isExpired(tx, attemptId))) continue;
      const held = await attempts.lockAttempt(tx, taskId, attemptId);
      if (!held) continue;
      if (held.cancelRequestedAt) {
        await closeStopped(tx, SYSTEM, held, { stopConfirmed: false });
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
