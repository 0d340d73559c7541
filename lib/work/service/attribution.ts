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
