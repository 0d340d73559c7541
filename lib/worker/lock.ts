// One runner a state directory, and one user at a time of what several runners share.
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { sleep } from "./backoff";
import { findProcess, isProcessAlive, isSystemError } from "./proc";
import { UsageError } from "./usage-error";

const Holder = z.object({ pid: z.int(), startMark: z.string().nullable() });
export type LockHolder = z.infer<typeof Holder>;

/** How often a lock that somebody holds is tried again. */
const WAIT_MS = 50;

/** Takes the lock file or throws a UsageError that names the holder; returns how to give it back. */
export function takeLock(path: string, stateDir: string): () => void {
  const taken = tryTakeLock(path);
  if (typeof taken === "function") return taken;
  throw new UsageError(
    `Another runner (PID ${taken.pid}) uses the state directory ${stateDir}; stop it or name another with --state-dir.`,
  );
}

/** Takes the lock file once it is free; returns how to give it back. */
export async function waitForLock(path: string): Promise<() => void> {
  for (;;) {
    const taken = tryTakeLock(path);
    if (typeof taken === "function") return taken;
    await sleep(WAIT_MS);
  }
}

/** Who holds the lock and is alive. */
export function findLockHolder(path: string): LockHolder | null {
  const holder = findHolder(path);
  return holder && isHolderAlive(holder) ? holder : null;
}

function tryTakeLock(path: string): (() => void) | LockHolder {
  const mark = findProcess(process.pid)?.startMark ?? null;
  const own = JSON.stringify({ pid: process.pid, startMark: mark });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, own, { mode: 0o600 });
  try {
    // Each round either gets the lock, finds a live holder, or has moved one stale lock away.
    while (!tryLink(draft, path)) {
      const holder = findHolder(path);
      if (holder && isHolderAlive(holder)) return holder;
      moveStaleAway(path, holder);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return () => {
    if (readText(path) === own) rmSync(path, { force: true });
  };
}

function tryLink(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (isSystemError(error, "EEXIST")) return false;
    throw error;
  }
}

// Two starters may both see the stale lock: who moves away a lock that is not the stale one puts it back.
function moveStaleAway(path: string, stale: LockHolder | null): void {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return;
    throw error;
  }
  const moved = findHolder(aside);
  if (JSON.stringify(moved) !== JSON.stringify(stale)) tryLink(aside, path);
  rmSync(aside, { force: true });
}

// Process ids come around, in containers at every start: the start mark tells two holders of one id apart.
function isHolderAlive({ pid, startMark }: LockHolder): boolean {
  const facts = findProcess(pid);
  if (facts && startMark !== null) return facts.startMark === startMark && !facts.isZombie;
  return pid !== process.pid && isProcessAlive(pid);
}

function findHolder(path: string): LockHolder | null {
  try {
    return Holder.parse(JSON.parse(readText(path) ?? ""));
  } catch {
    return null;
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return null;
    throw error;
  }
}
