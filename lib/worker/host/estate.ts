// What a runner that is gone for good has left: attempts in its hands, results that nobody has received.
import { rm } from "node:fs/promises";
import type { WorkerApi } from "../api";
import { handBackLeftovers } from "../leftovers";
import type { Link } from "../link";
import { Outbox } from "../outbox";
import type { Reporter } from "../report";
import { KEPT_MS } from "../state-dir";
import type { Timings } from "../timings";
import { pruneWorkdirs } from "../worktree/prune";
import type { AgentHome } from "./home";

export interface EstateContext {
  api: WorkerApi;
  link: Link;
  report: Reporter;
  key: string;
  timings: Timings;
  /** Ends the waiting; what is left then is delivered by the next host. */
  ending: AbortSignal;
}

/** Gives attempts back and delivers results, however long the control room is away. */
export async function settleEstate({ state }: AgentHome, context: EstateContext): Promise<void> {
  const { api, ending, link, report } = context;
  await state.create();
  const outbox = new Outbox(state.outboxDir, api, link, report);
  outbox.load();
  await handBackLeftovers(state, outbox, report);
  for (const attemptId of outbox.ids()) {
    await outbox.deliver(attemptId, ending).catch((error: unknown) => {
      if (!ending.aborted) throw error;
    });
  }
}

/** Forgets an agent a week after its end; what its working directories still hold is committed first. */
export async function forgetOld(home: AgentHome, { key, report, timings }: EstateContext): Promise<boolean> {
  const { endedAt } = home.record;
  if (endedAt === null || Date.now() - Date.parse(endedAt) < KEPT_MS) return false;
  const options = { now: Date.now(), isNoneKept: true, report };
  await pruneWorkdirs({ key, timings }, home.state, options);
  await rm(home.path, { recursive: true, force: true });
  return true;
}
