import * as audit from "../../audit/service";
import { type Actor, requireScope } from "../../auth/actor";
import { read, transact } from "../../db/transact";
import { AppError } from "../../errors";
import type { DispatcherLag, Reactions, RetryReaction } from "./schema";
import * as store from "./store";

const FAILURES_SHOWN = 100;

/** How far the reactions are behind the events, for health and metrics; asks nobody's right. */
export async function dispatcherLag(): Promise<DispatcherLag> {
  const reactions = await read(store.measureLag);
  return {
    secondsBehind: Math.max(0, ...reactions.map(({ secondsBehind }) => secondsBehind)),
    eventsBehind: Math.max(0, ...reactions.map(({ eventsBehind }) => eventsBehind)),
    reactions,
  };
}

/** The reactions, and the events that they failed on. */
export async function listReactionFailures(actor: Actor): Promise<Reactions> {
  requireScope(actor, "webhooks:manage");
  const failures = await read((tx) => store.listFailures(tx, FAILURES_SHOWN));
  return { ...(await dispatcherLag()), failures };
}

/** Has a reaction try an event again that it failed on, parked or not. */
export async function retryReaction(
  actor: Actor,
  { name: reaction, event: eventId }: RetryReaction,
): Promise<{ eventId: string }> {
  requireScope(actor, "webhooks:manage");
  return transact("reaction.retry", async (tx) => {
    if (!(await store.retryFailure(tx, reaction, eventId))) {
      throw new AppError("not_found", "There is no such failure.");
    }
    const detail = { reaction };
    await audit.append(tx, { actor, act: "reaction.retry", entity: eventId, projectId: null, detail });
    return { eventId };
  });
}
