import { setTimeout as delay } from "node:timers/promises";
import { waitForSignal } from "@/lib/platform/events/signals";
import { log } from "@/lib/platform/log";
import type { Stop } from "@/lib/platform/stop";
import { reactByGuardian } from "../../reactions";
import { LOOK_SECONDS } from "../../schema";
import { checkPolicyFiles, followPolicyFiles } from "./files";
import { lookAtPolicies } from "./pass";
import { WAKE_TOPIC } from "./wake";

/** What wakes it comes in bursts, which one look answers. */
const GATHER_MS = 50;

/**
 * Checks the policies' files, listens to what triggers policies, and looks at them every 15 seconds and whenever
 * something does. Throws for a broken file. Every replica runs it: a firing happens once.
 */
export function startPolicies(): Stop {
  checkPolicyFiles();
  reactByGuardian();
  const end = new AbortController();
  const done = run(end.signal);
  return async () => {
    end.abort();
    await done;
  };
}

async function run(end: AbortSignal): Promise<void> {
  while (!end.aborted) {
    const woken = waitForSignal(({ topic }) => topic === WAKE_TOPIC, LOOK_SECONDS * 1000, end);
    await attempt("policies' files", followPolicyFiles);
    await attempt("policies", lookAtPolicies);
    await woken;
    await delay(GATHER_MS, undefined, { signal: end }).catch(() => {});
  }
}

async function attempt(what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log().error({ err: error, loop: what }, "loop failed");
  }
}
