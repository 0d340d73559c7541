import { type Actor, requireScope, seenBy } from "@/lib/platform/auth/actor";
import { confirmKey } from "@/lib/platform/auth/service";
import { currentRequest } from "@/lib/platform/context";
import { together } from "@/lib/platform/db/together";
import {
  runStatement,
  signalAfterCommit,
  type Tx,
  transact,
  transactAtOnce,
} from "@/lib/platform/db/transact";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import { pollUntil } from "@/lib/platform/events/poll";
import { newId } from "@/lib/platform/ids";
import type { Reserved } from "../rules";
import type { Claim, Claims, ClaimTasks } from "../schema";
import * as agents from "../store/agents";
import * as store from "../store/claim";
import { lockBudgets } from "../store/claim-budgets";
import { noteLife, requireOwner } from "./owner";
import { readReserved } from "./slots";

/** Events after which there may be something to claim. */
const WAKING = new Set([
  "task.created",
  "task.retried",
  "task.updated",
  "task.unblocked",
  "ticket.updated",
  "hold.ended",
  "priority_override.placed",
  "capacity_reservation.ended",
  "agent.reinstated",
  "cost.budget.updated",
  "cost.budget.deleted",
  "cost.budget.resumed",
  "cost.reservation.ended",
]);
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
  const claims = await transactAtOnce("task.claim", {
    statement: async () =>
      (await claimTogether(toCall(actor, input.agentId, input.max))) ??
      (await claimPaid(toCall(actor, input.agentId, input.max))),
    signals: toSignals,
    within: (tx) => claimCarefully(tx, actor, input),
  });
  return claims.length > 0 ? { claims } : null;
}

const ROUNDS = {
  rows: 40,
  rounds: 2,
  rowsOf: (call: store.ClaimCall) => call.attemptIds.length,
  about: (call: store.ClaimCall) => [call.agentId],
};

/** Claims that come together share a statement. */
const claimTogether = together<store.ClaimCall, Claim[] | null>(
  (calls) => runStatement("task.claim", (tx) => store.claimAtOnce(tx, calls, env().LEASE_SECONDS)),
  { rows: 80, rounds: 2, rowsOf: (call) => call.attemptIds.length, about: (call) => [call.agentId] },
);

/** The same, a round trip dearer, for those whose work budgets may refuse: these are locked before anything is looked at. */
const claimPaid = together<store.ClaimCall, Claim[] | null>(
  (calls) =>
    transact("task.claim_within_budgets", async (tx) => {
      const budgets = await lockBudgets(
        tx,
        calls.map(({ agentId }) => agentId),
      );
      if (budgets === 0) return calls.map(() => null);
      return store.claimWithinBudgets(tx, calls, env().LEASE_SECONDS);
    }),
  ROUNDS,
);

/** Says why an agent may not claim; and claims in passes where slots are reserved or phases preferred. */
async function claimCarefully(tx: Tx, actor: Actor, input: ClaimTasks): Promise<Claim[]> {
  await confirmKey(tx, actor);
  // Before the agent and its tasks, as everybody does.
  await lockBudgets(tx, [input.agentId]);
  const agent = seenBy(actor, "agent", await agents.lockAgent(tx, input.agentId));
  requireOwner(actor, agent.ownerId);
  if (agent.state !== "active" && agent.state !== "lost") {
    throw new AppError("invalid_state", `This agent is ${agent.state} and gets no new tasks.`, {
      facts: { state: agent.state },
    });
  }
  await noteLife(tx, actor, agent);
  const claimed: Claim[] = [];
  for (const pass of await planPasses(tx, agent)) {
    const wanted = Math.min(pass.max, input.max - claimed.length);
    if (wanted <= 0) continue;
    const reservedLeft = pass.keepFree();
    const call = toCall(actor, agent.id, wanted);
    const got = await store.claimPass(tx, call, env().LEASE_SECONDS, {
      keepFree: reservedLeft,
      filter: pass.filter,
    });
    pass.taken(got.length);
    claimed.push(...got);
  }
  for (const signal of toSignals(claimed)) signalAfterCommit(tx, signal);
  return claimed;
}

interface Pass {
  max: number;
  filter: store.ClaimFilter;
  /** Slots that are not for this pass. */
  keepFree: () => number;
  taken: (count: number) => void;
}

/** First what slots are reserved for, then urgent work, then the agent's own phases, then anything. */
async function planPasses(tx: Tx, agent: agents.AgentOwner): Promise<Pass[]> {
  const { reserved, used } = await readReserved(tx, [agent.id]);
  const left = new Map(reserved.map((one) => [one.id, one.slots - (used.get(one.id) ?? 0)]));
  const leftOf = (some: Reserved[]) => some.reduce((sum, one) => sum + (left.get(one.id) ?? 0), 0);
  const leftInAll = () => leftOf(reserved);
  const general = (filter: store.ClaimFilter): Pass => ({
    max: 500,
    filter,
    keepFree: leftInAll,
    taken: () => {},
  });
  return [
    ...reserved.map((one, place) => {
      const own = left.get(one.id) ?? 0;
      return {
        max: own,
        filter: { servedBy: one },
        // While other work fills reserved slots, the older go first: each kept free for all, none would be used.
        keepFree: () => leftOf(reserved.slice(0, place)),
        taken: (count: number) => left.set(one.id, own - count),
      };
    }),
    ...(agent.phaseAffinity.length > 0 ? [general("urgent"), general({ phases: agent.phaseAffinity })] : []),
    general("any"),
  ];
}

function toCall(actor: Actor, agentId: string, max: number): store.ClaimCall {
  return {
    agentId,
    ownerId: actor.id,
    ownerName: actor.name,
    correlationId: currentRequest()?.requestId ?? "system",
    attemptIds: Array.from({ length: max }, () => newId("att")),
    eventIds: Array.from({ length: max }, () => newId("evt")),
  };
}

function toSignals(claims: Claim[]) {
  return claims.map(({ task }) => ({ topic: "task.claimed", id: task.id }));
}
