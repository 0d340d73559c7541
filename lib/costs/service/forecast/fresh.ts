// Answers that never wait for long: what is kept, or what is worked out anew where that is quick.
import { setTimeout } from "node:timers/promises";
import { AppError } from "@/lib/platform/errors";
import { log } from "@/lib/platform/log";
import type { Histories } from "./inputs";
import type { ForecastScope } from "./scopes";
import { type Kept, workOut } from "./work-out";

/** What was slow twice in a row is left for so long; other forecasts are looked at each time. */
const SLOW_FRESH_MS = 60_000;
/** An answer waits for so long; what takes longer is there for the next one. */
const WAIT_MS = 60;

/** How often in a row each was slow on this replica; only what is slow is remembered. */
const slowRuns = new Map<string, number>();
const REMEMBERED_MAX = 1000;
/** What is being worked out for answers on this replica, by scope; more at once would only wait for each other. */
const running = new Map<string, Promise<Kept>>();
const RUNNING_MAX = 8;

/** What is kept of this scope, as fresh as can be had at once; waits only where nothing is kept yet. */
export async function freshest(
  about: ForecastScope,
  kept: Kept | undefined,
  histories: Histories = new Map(),
): Promise<Kept> {
  if (!kept) return workOutOnce(about, histories);
  const isSlow = (slowRuns.get(about.scope) ?? 0) >= 2;
  if (isSlow && Date.now() - kept.computedAt.getTime() < SLOW_FRESH_MS) return kept;
  const renewed = await Promise.race([renew(about, histories), setTimeout(WAIT_MS, null, { ref: false })]);
  return renewed ?? kept;
}

/** One at a time of each scope, and not too many. */
async function workOutOnce(about: ForecastScope, histories: Histories): Promise<Kept> {
  const { scope } = about;
  const known = running.get(scope);
  if (known) return known;
  if (running.size >= RUNNING_MAX) {
    throw new AppError("unavailable", "Other forecasts are being worked out; try again in a few seconds.");
  }
  const work = workOut(about, histories).finally(() => running.delete(scope));
  running.set(scope, work);
  return work;
}

/** Works it out anew; null when that failed, or has to wait for others. */
export async function renew(about: ForecastScope, histories: Histories): Promise<Kept | null> {
  const { scope } = about;
  const isJoined = running.has(scope);
  if (!isJoined && running.size >= RUNNING_MAX) return null;
  const begun = performance.now();
  try {
    const kept = await workOutOnce(about, histories);
    if (!isJoined) note(scope, performance.now() - begun > WAIT_MS);
    return kept;
  } catch (error) {
    log().error({ err: error, scope }, "forecast failed");
    return null;
  }
}

function note(scope: string, isSlow: boolean): void {
  const before = slowRuns.get(scope) ?? 0;
  slowRuns.delete(scope);
  if (isSlow) slowRuns.set(scope, before + 1);
  for (const oldest of slowRuns.keys()) {
    if (slowRuns.size <= REMEMBERED_MAX) break;
    slowRuns.delete(oldest);
  }
}
