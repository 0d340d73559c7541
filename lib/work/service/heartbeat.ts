import { type Actor, requireScope, seenBy } from "@/lib/platform/auth/actor";
import { read, type Tx, transact } from "@/lib/platform/db/transact";
import { env } from "@/lib/platform/env";
import { pollUntil } from "@/lib/platform/events/poll";
import { publish } from "@/lib/platform/events/service";
import type { Heartbeat, HeartbeatReply } from "../schema";
import * as agents from "../store/agents";
import { confirmStop, type HeldAttempt } from "../store/attempts";
import * as store from "../store/beats";
import { closeStopped, lockOwnAttempt } from "./held";
import { noteLife, requireOwner } from "./owner";
import { taskEvent } from "./task-event";

const WAKING = new Set([
  "task.cancel_requested",
  "task.cancelled",
  "task.failed",
  "task.lease_lost",
  "task.retried",
]);

/**
 * A sign of life that extends the leases of the attempts named, and says which of them are to stop and whether the
 * agent is to drain. With `waitMs` the reply stays open until there is something to do.
 */
export async function beat(
  actor: Actor,
  agentId: string,
  input: Heartbeat,
  signal?: AbortSignal,
): Promise<HeartbeatReply> {
  requireScope(actor, "work:run");
  const first = await beatOnce(actor, agentId, input);
  if (input.waitMs === 0 || needsAttention(input, first.reply)) return first.reply;
  const taskIds = new Set(first.taskIds);
  let latest = first.reply;
  await pollUntil(
    async () => {
      latest = await read(async (tx) => readReply(tx, agentId, input));
      return needsAttention(input, latest) ? latest : null;
    },
    {
      matches: ({ topic, id }) =>
        (WAKING.has(topic) && taskIds.has(id)) || (topic === "agent.draining" && id === agentId),
      waitMs: input.waitMs,
      // A signal lost between replicas then costs at most this long.
      everyMs: 5000,
      signal,
    },
  );
  return latest;
}

function needsAttention(input: Heartbeat, reply: HeartbeatReply): boolean {
  const mustDrain = reply.drain && !input.isDraining;
  return mustDrain || reply.attempts.some((attempt) => attempt.state !== "held");
}

async function beatOnce(actor: Actor, agentId: string, input: Heartbeat) {
  return transact("agent.heartbeat", async (tx) => {
    // Tasks before the agent, as everywhere else: the other order could wait in a circle.
    const facts = await store.readBeats(tx, agentId, input.attempts);
    await acceptStops(tx, actor, input, facts);
    const agent = seenBy(actor, "agent", await agents.lockAgent(tx, agentId));
    requireOwner(actor, agent.ownerId);
    await noteLife(tx, actor, agent);
    await store.extendLeases(tx, agentId, input.attempts, env().LEASE_SECONDS);
    return { reply: await readReply(tx, agentId, input), taskIds: facts.map((fact) => fact.taskId) };
  });
}

async function readReply(tx: Tx, agentId: string, input: Heartbeat): Promise<HeartbeatReply> {
  const drain = await agents.isLeaving(tx, agentId);
  return { drain, attempts: toReplies(input, await store.readBeats(tx, agentId, input.attempts)) };
}

/** A confirmed stop closes the stopping attempt at once; after the deadline it is only noted. */
async function acceptStops(tx: Tx, actor: Actor, input: Heartbeat, facts: store.BeatFacts[]): Promise<void> {
  const stopped = new Set(input.attempts.filter((ref) => ref.stopped).map((ref) => ref.attemptId));
  const told = facts
    .filter((fact) => stopped.has(fact.attemptId) && !fact.stopConfirmedAt)
    .filter((fact) => fact.cancelReason !== null || fact.endedAt !== null)
    .sort((a, b) => (a.taskId < b.taskId ? -1 : 1));
  // All the tasks before the first of them frees a slot of the agent.
  const locked: HeldAttempt[] = [];
  for (const { taskId, attemptId } of told) locked.push(await lockOwnAttempt(tx, actor, taskId, attemptId));
  for (const held of locked) {
    if (held.endedAt === null) {
      if (held.cancelRequestedAt) await closeStopped(tx, actor, held, { stopConfirmed: true });
    } else if (await confirmStop(tx, held.attemptId)) {
      await publish(tx, actor, taskEvent("task.stop_confirmed", held, { attemptId: held.attemptId }));
    }
  }
}

/** Every attempt that was asked for is answered; one that is unknown, fenced off or ended is `lost`. */
function toReplies(input: Heartbeat, facts: store.BeatFacts[]): HeartbeatReply["attempts"] {
  return input.attempts.map(({ attemptId }) => {
    const fact = facts.find((candidate) => candidate.attemptId === attemptId);
    if (!fact || fact.endedAt) return { attemptId, state: "lost", leaseUntil: null, cancel: null };
    const leaseUntil = fact.leaseUntil.toISOString();
    if (fact.cancelReason === null || fact.cancelDeadline === null) {
      return { attemptId, state: "held", leaseUntil, cancel: null };
    }
    const cancel = {
      reason: fact.cancelReason,
      deadline: fact.cancelDeadline.toISOString(),
      remainingMs: Math.max(0, Math.round(fact.remainingMs ?? 0)),
    };
    return { attemptId, state: "cancelling", leaseUntil, cancel };
  });
}
