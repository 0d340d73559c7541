import type { Tx } from "@/lib/platform/db/transact";
import { noteSamples, renewNorm } from "../store/norms";

/** Has these tasks count, once they have finished, for what like tasks are expected to cost. */
export async function renewNorms(tx: Tx, taskIds: readonly string[]): Promise<void> {
  if (taskIds.length === 0) return;
  for (const group of await noteSamples(tx, [...new Set(taskIds)])) await renewNorm(tx, group);
}
