import { type Actor, requireScope, seenBy } from "@/lib/platform/auth/actor";
import { read, type Tx, transact } from "@/lib/platform/db/transact";
import { env } from "@/lib/platform/env";
import { pollUntil } from "@/lib/platform/events/poll";
import { publish } from "@/lib/platform/events/service";
import type { Heartbeat, HeartbeatReply } from "../schema";
import * as agents from "../store/agents";
import { confirmStop } from "../store/attempts";
import * as store from "../store/beats";
import { closeCancelled, lockOwnAttempt } from "./held";
import { noteLife, requireOwner } from "./owner";

const WAKING = new Set(["task.cancel_requested", "task.cancelled", "task.lease_lost"]);

/**
 * A sign of life that extends the leases of the attempts named, and says which of them are to stop. With
 * `waitMs` the reply stays open until there is something to say, so that a cancel arrives at once.
 */
export async function beat(
  actor: Actor,
  agentId: string,
  input: Heartbeat,
  signal?: AbortSignal,
): Promise<HeartbeatReply> {
  requireScope(actor, "work:run");
  const first = await beatOnce(actor, agentId, input);
  if (input.waitMs === 0 || needsAttention(first.reply)) return first.reply;
  const taskIds = new Set(first.taskIds);
  let latest = first.reply;
  await pollUntil(
    async () => {
      latest = await readReply(agentId, input);
      return needsAttention(latest) ? latest : null;
    },
    {
      matches: (wake) => WAKING.has(wake.topic) && taskIds.has(wake.id),
      waitMs: input.waitMs,
      // A signal lost between replicas then costs at most this long.
      everyMs: 5000,
      signal,
    },
  );
  return latest;
}

function needsAttention(reply: HeartbeatReply): boolean {
  return reply.attempts.some((attempt) => attempt.state !== "held");
}

async function beatOnce(actor: Actor, agentId: string, input: Heartbeat) {
  return transact("agent.heartbeat", async (tx) => {
    const agent = seenBy(actor, "agent", await agents.lockAgent(tx, agentId));
    requireOwner(actor, agent.ownerId);
    await noteLife(tx, actor, agent);
    await store.extendLeases(tx, agentId, input.attempts, env().LEASE_SECONDS);
    const facts = await store.readBeats(tx, agentId, input.attempts);
    await acceptStops(tx, actor, input, facts);
    const reply = toReply(input, await store.readBeats(tx, agentId, input.attempts));
    return { reply, taskIds: facts.map((fact) => fact.taskId) };
  });
}

async function readReply(agentId: string, input: Heartbeat): Promise<HeartbeatReply> {
  return read(async (tx) => toReply(input, await store.readBeats(tx, agentId, input.attempts)));
}

/** A confirmed stop closes the cancelled attempt at once; after the deadline it is only noted. */
async function acceptStops(tx: Tx, actor: Actor, input: Heartbeat, facts: store.BeatFacts[]): Promise<void> {
  const stopped = new Set(input.attempts.filter((ref) => ref.stopped).map((ref) => ref.attemptId));
  for (const fact of facts) {
    if (!stopped.has(fact.attemptId) || fact.cancelReason === null || fact.stopConfirmedAt) continue;
    const held = await lockOwnAttempt(tx, actor, fact.taskId, fact.attemptId);
    if (held.endedAt === null) {
      await closeCancelled(tx, actor, held, { stopConfirmed: true });
    } else if (await confirmStop(tx, held.attemptId)) {
      const payload = { attemptId: held.attemptId };
      await publish(tx, actor, {
        type: "task.stop_confirmed",
        entity: held.taskId,
        projectId: held.projectId,
        payload,
      });
    }
  }
}

/** Every attempt that was asked for is answered; one that is unknown, fenced off or ended is `lost`. */
function toReply(input: Heartbeat, facts: store.BeatFacts[]): HeartbeatReply {
  return {
    attempts: input.attempts.map(({ attemptId }) => {
      const fact = facts.find((candidate) => candidate.attemptId === attemptId);
      if (!fact || fact.endedAt) return { attemptId, state: "lost", leaseUntil: null, cancel: null };
      const leaseUntil = fact.leaseUntil.toISOString();
      if (fact.cancelReason === null || fact.cancelDeadline === null) {
        return { attemptId, state: "held", leaseUntil, cancel: null };
      }
      const cancel = { reason: fact.cancelReason, deadline: fact.cancelDeadline.toISOString() };
      return { attemptId, state: "cancelling", leaseUntil, cancel };
    }),
  };
}
