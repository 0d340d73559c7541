import type { Actor } from "@/lib/platform/auth/actor";
import type { Tx } from "@/lib/platform/db/transact";
import { listPhases } from "../phases";
import * as store from "../store/attribution";

export type { Place, UsedAttempt } from "../store/attribution";

/** Where tasks, tickets, agents and projects belong, by id, for rooms above; asks nobody's right. */
export async function findPlaces(
  tx: Tx,
  ids: Iterable<string | null | undefined>,
): Promise<Map<string, store.Place>> {
  const wanted = [...new Set(ids)].filter((id) => typeof id === "string");
  return new Map((await store.listPlaces(tx, wanted)).map((place) => [place.id, place]));
}

/** What these attempts used, with whom and what it is to be put down to; those that told nothing are left out. */
export async function listUsage(tx: Tx, attemptIds: string[]): Promise<store.UsedAttempt[]> {
  return attemptIds.length > 0 ? store.listUsedAttempts(tx, attemptIds) : [];
}

/** The names of the configured phases, by id. */
export function phaseNames(): Map<string, string> {
  return new Map(listPhases().map(({ id, name }) => [id, name]));
}

/** The attempts of these tasks, by task, the earliest first. */
export async function findStints(
  tx: Tx,
  taskIds: Iterable<string | null | undefined>,
): Promise<Map<string, store.Stint[]>> {
  const wanted = [...new Set(taskIds)].filter((id) => typeof id === "string");
  return Map.groupBy(await store.listStints(tx, wanted), ({ taskId }) => taskId);
}

/** The agent that this key is the key of; null where it has several, or none. */
export async function findOnlyAgent(tx: Tx, keyId: string): Promise<string | null> {
  const [only, ...others] = await store.listAgentsOf(tx, keyId);
  return only !== undefined && others.length === 0 ? only : null;
}

/** What these agents have worked on of late that the actor may see, by agent. */
export async function findLatestStints(
  tx: Tx,
  actor: Actor,
  agentIds: Iterable<string | null | undefined>,
): Promise<Map<string, store.Stint[]>> {
  const wanted = [...new Set(agentIds)].filter((id) => typeof id === "string");
  const stints = await store.listLatestStints(tx, wanted, actor.projectId);
  return Map.groupBy(stints, ({ agentId }) => agentId);
}
