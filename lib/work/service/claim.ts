import { type Actor, requireScope, seenBy } from "@/lib/platform/auth/actor";
import { confirmKey } from "@/lib/platform/auth/service";
import { transact } from "@/lib/platform/db/transact";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import { pollUntil } from "@/lib/platform/events/poll";
import { publish } from "@/lib/platform/events/service";
import { newId } from "@/lib/platform/ids";
import type { Claims, ClaimTasks } from "../schema";
import * as agents from "../store/agents";
import * as store from "../store/claim";
import { noteLife, requireOwner } from "./owner";

/** Events after which there may be something to claim. */
const WAKING = new Set(["task.created", "task.retried", "task.updated", "ticket.updated"]);
/** A backoff that ends wakes nobody; waiting claims look again this often. */
const LOOK_AGAIN_MS = 1000;

/** Claims tasks for one of the key's agents, waiting up to `waitMs` for the first. May answer with none. */
export async function claimTasks(actor: Actor, input: ClaimTasks, signal?: AbortSignal): Promise<Claims> {
  requireScope(actor, "work:run");
  const found = await pollUntil(() => claimOnce(actor, input), {
    matches: (wake) => WAKING.has(wake.topic),
    waitMs: input.waitMs,
    everyMs: LOOK_AGAIN_MS,
    signal,
  });
  return found ?? { claims: [] };
}

async function claimOnce(actor: Actor, input: ClaimTasks): Promise<Claims | null> {
  const claims = await transact("task.claim", async (tx) => {
    await confirmKey(tx, actor);
    const agent = seenBy(actor, "agent", await agents.lockAgent(tx, input.agentId));
    requireOwner(actor, agent.ownerId);
    if (agent.state !== "active" && agent.state !== "lost") {
      throw new AppError("invalid_state", `This agent is ${agent.state} and gets no new tasks.`, {
        facts: { state: agent.state },
      });
    }
    await noteLife(tx, actor, agent);
    const ids = Array.from({ length: input.max }, () => newId("att"));
    const claimed = await store.claimTasks(tx, input.agentId, ids, env().LEASE_SECONDS);
    for (const { task, attempt } of claimed) {
      await publish(tx, actor, {
        type: "task.claimed",
        entity: task.id,
        projectId: task.projectId,
        payload: {
          attemptId: attempt.id,
          number: attempt.number,
          agentId: agent.id,
          agentName: attempt.agentName,
        },
      });
    }
    return claimed.map(({ task, attempt }) => ({
      task,
      attempt,
      fence: attempt.fence,
      leaseUntil: attempt.leaseUntil,
    }));
  });
  return claims.length > 0 ? { claims } : null;
}
