import { transact } from "../../db/transact";
import { startLoop } from "../../jobs/loop";
import { log } from "../../log";
import type { Stop } from "../../stop";
import { keepMonths } from "../months";
import { waitForSignal } from "../signals";
import { findBounds } from "../store";
import { advance, type DispatchLimits } from "./advance";
import { listReactions, type Reaction } from "./reactions";
import { ensureReaction } from "./store";

const MINUTE_MS = 60_000;
const LIMITS: DispatchLimits = {
  pollMs: 5000,
  batch: 50,
  retryMs: [5000, 30_000, 2 * MINUTE_MS, 10 * MINUTE_MS, 60 * MINUTE_MS],
};
/** Signals that come close together are answered by one look at the table. */
const GATHER_MS = 40;

/**
 * Hands events to the reactions registered so far, each at its own pace, and keeps the table's months. Every
 * replica runs it; a reaction's row is locked while one of them is at it.
 */
export function startDispatcher(limits = LIMITS): Stop {
  const end = new AbortController();
  const running = listReactions().map((reaction) => serve(reaction, limits, end.signal));
  const stopMonths = startLoop("events.months", 60 * MINUTE_MS, keepMonths);
  return async () => {
    end.abort();
    await Promise.all([...running, stopMonths()]);
  };
}

async function serve(reaction: Reaction, limits: DispatchLimits, end: AbortSignal): Promise<void> {
  let isKnown = false;
  while (!end.aborted) {
    const woken = waitForSignal(
      ({ topic }) => reaction.types.some((type) => type === topic),
      limits.pollMs,
      end,
    );
    try {
      if (!isKnown) await introduce(reaction);
      isKnown = true;
      if ((await advance(reaction, limits)) > 0) continue;
    } catch (error) {
      log().error({ err: error, reaction: reaction.name }, "the dispatcher could not go on; it tries again");
    }
    await woken;
    await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
  }
}

async function introduce({ name, types }: Reaction): Promise<void> {
  await transact("reaction.introduce", async (tx) => {
    await ensureReaction(tx, name, types, (await findBounds(tx)).settled);
  });
}
