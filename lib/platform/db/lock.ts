import { linkSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { AppError } from "../errors";

/**
 * Takes the lock file `<dataDir>.lock` for this process; PGlite itself does not notice a second process, and
 * rows are lost. Throws `conflict` naming the PID that holds it. A lock left by a dead process is replaced.
 */
export function lockDataDir(dataDir: string): () => void {
  const path = `${dataDir}.lock`;
  if (!tryCreate(path)) {
    refuseIfOwned(path, dataDir);
    replaceStale(path, dataDir);
  }
  return () => release(path);
}

function refuseIfOwned(path: string, dataDir: string): void {
  const owner = readOwner(path);
  if (owner !== undefined && isAlive(owner)) {
    throw new AppError(
      "conflict",
      `The data directory ${dataDir} is in use by process ${owner}. Stop that process, or set OMOI_DATA_DIR to another folder.`,
    );
  }
}

/** Only the holder of the takeover file may remove a stale lock, else two starters could each remove the other's. */
function replaceStale(path: string, dataDir: string): void {
  const takeover = `${path}.takeover`;
  if (ageMs(takeover) > 10_000) rmSync(takeover, { force: true });
  const lost = new AppError("conflict", `Another process is just opening ${dataDir}. Try again.`);
  if (!tryCreate(takeover)) throw lost;
  try {
    refuseIfOwned(path, dataDir);
    rmSync(path, { force: true });
    if (!tryCreate(path)) throw lost;
  } finally {
    rmSync(takeover, { force: true });
  }
}

/** Creates the file with its content in one step (link fails where it exists), so nobody reads it half-written. */
function tryCreate(path: string): boolean {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${process.pid} ${startTimeOf(process.pid)}\n`);
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function ageMs(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat ? Date.now() - stat.mtimeMs : 0;
}

function release(path: string): void {
  if (readOwner(path) === process.pid) rmSync(path, { force: true });
}

/** The PID in the lock file; undefined when it is gone, unreadable, or its PID now belongs to another process. */
function readOwner(path: string): number | undefined {
  try {
    const [pid, startTime] = readFileSync(path, "utf8").trim().split(" ");
    if (!pid || !/^\d+$/.test(pid)) return undefined;
    if (startTime && startTimeOf(Number(pid)) !== startTime) return undefined;
    return Number(pid);
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** A process's start time on Linux, so that a reused PID (usual in containers) is not taken for the owner. */
function startTimeOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "0";
  } catch {
    return "0";
  }
}
