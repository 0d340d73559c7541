// Answers that never wait for long: what is kept, or what is worked out anew where that is quick.
import { setTimeout } from "node:timers/promises";
import { log } from "@/lib/platform/log";
import type { ForecastScope } from "./scopes";
import { type Kept, workOut } from "./work-out";

/** What was slow twice in a row is left for so long; other forecasts are looked at each time. */
const SLOW_FRESH_MS = 60_000;
/** An answer waits for so long; what takes longer is there for the next one. */
const WAIT_MS = 60;

/** How often in a row each was slow on this replica; only what is slow is remembered. */
const slowRuns = new Map<string, number>();
const REMEMBERED_MAX = 1000;
const running = new Map<string, Promise<Kept | null>>();

/** What is kept of this scope, as fresh as can be had at once; waits only where nothing is kept yet. */
export async function freshest(about: ForecastScope, kept: Kept | undefined): Promise<Kept> {
  if (!kept) return workOut(about);
  const isSlow = (slowRuns.get(about.scope) ?? 0) >= 2;
  if (isSlow && Date.now() - kept.computedAt.getTime() < SLOW_FRESH_MS) return kept;
  const renewed = await Promise.race([renew(about), setTimeout(WAIT_MS, null, { ref: false })]);
  return renewed ?? kept;
}

/** One at a time of each scope; null when it failed. */
function renew(about: ForecastScope): Promise<Kept | null> {
  const { scope } = about;
  const known = running.get(scope);
  if (known) return known;
  const begun = performance.now();
  const renewal = workOut(about)
    .then((kept) => {
      note(scope, performance.now() - begun > WAIT_MS);
      return kept;
    })
    .catch((error: unknown) => {
      log().error({ err: error, scope }, "forecast failed");
      return null;
    })
    .finally(() => running.delete(scope));
  running.set(scope, renewal);
  return renewal;
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
