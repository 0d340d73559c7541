// Ending a command with everything it started: a process group of its own, signalled as a whole.
import { sleep } from "./backoff";
import { isSystemError, listGroup } from "./proc";

/** How long after SIGKILL a process may take to vanish before it counts as stuck in the kernel. */
const KILL_WAIT_MS = 3_000;

/** Sends the signal to every process of the group; false when there is none. */
export function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-group, signal);
    return true;
  } catch (error) {
    if (isSystemError(error, "ESRCH")) return false;
    if (isSystemError(error, "EPERM")) return true;
    throw error;
  }
}

/** A zombie that nobody reaps, as in a container without an init, no longer counts as alive. */
function isGroupAlive(group: number): boolean {
  if (!signalGroup(group, 0)) return false;
  const members = listGroup(group);
  return members === null || members.length > 0;
}

/** SIGTERM now, SIGKILL after `killAfterMs`; resolves when the group is gone, with false when it would not go. */
export async function terminateGroup(group: number, killAfterMs: number): Promise<boolean> {
  if (killAfterMs > 0) {
    signalGroup(group, "SIGTERM");
    if (await isGoneWithin(group, killAfterMs)) return true;
  }
  signalGroup(group, "SIGKILL");
  return isGoneWithin(group, KILL_WAIT_MS);
}

async function isGoneWithin(group: number, ms: number): Promise<boolean> {
  const end = performance.now() + ms;
  for (let pause = 10; ; pause = Math.min(pause * 2, 100)) {
    if (!isGroupAlive(group)) return true;
    const left = end - performance.now();
    if (left <= 0) return false;
    await sleep(Math.min(pause, left));
  }
}

/** Milliseconds from SIGTERM to SIGKILL for a cancel: the usual grace, or less when the deadline is nearer. */
export function killDelayMs(
  now: number,
  deadline: number,
  { killGraceMs, deadlineMarginMs }: { killGraceMs: number; deadlineMarginMs: number },
): number {
  return Math.max(0, Math.min(killGraceMs, deadline - now - deadlineMarginMs));
}
