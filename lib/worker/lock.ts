// One runner a state directory.
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { findProcess, isProcessAlive, isSystemError } from "./proc";
import { UsageError } from "./usage-error";

const Holder = z.object({ pid: z.int(), startMark: z.string().nullable() });
type Holder = z.infer<typeof Holder>;

/** Takes the lock file or throws a UsageError that names the holder; returns how to give it back. */
export function takeLock(path: string, stateDir: string): () => void {
  const own = JSON.stringify({ pid: process.pid, startMark: findProcess(process.pid)?.startMark ?? null });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, own, { mode: 0o600 });
  try {
    // Each round either gets the lock, finds a live holder, or has moved one stale lock away.
    while (!tryLink(draft, path)) {
      const holder = findHolder(path);
      if (holder && isHolderAlive(holder)) {
        throw new UsageError(
          `Another runner (PID ${holder.pid}) uses the state directory ${stateDir}; stop it or name another with --state-dir.`,
        );
      }
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
function moveStaleAway(path: string, stale: Holder | null): void {
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
function isHolderAlive({ pid, startMark }: Holder): boolean {
  const facts = findProcess(pid);
  if (facts && startMark !== null) return facts.startMark === startMark && !facts.isZombie;
  return pid !== process.pid && isProcessAlive(pid);
}

function findHolder(path: string): Holder | null {
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
