// What Linux tells about processes; elsewhere the answers are "unknown", and callers stay careful.
import { readdirSync, readFileSync } from "node:fs";

export interface ProcessFacts {
  isZombie: boolean;
  group: number;
  /** Differs for two processes that had the same id one after the other. */
  startMark: string;
}

/** Null when there is no such process, or no way to know. */
export function findProcess(pid: number): ProcessFacts | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The name, in parentheses, may itself hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { isZombie: fields[0] === "Z", group: Number(fields[2]), startMark: fields[19] ?? "" };
  } catch {
    return null;
  }
}

/** Ids of the group's processes that still run; null where the system does not tell. */
export function listGroup(group: number): number[] | null {
  return listProcesses((pid) => {
    const facts = findProcess(pid);
    return facts !== null && facts.group === group && !facts.isZombie;
  });
}

/** Ids of the processes started with this environment entry; null where the system does not tell. */
export function listStartedWith(entry: string): number[] | null {
  return listProcesses((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(entry);
    } catch {
      return false; // Gone by now, or someone else's.
    }
  });
}

function listProcesses(matches: (pid: number) => boolean): number[] | null {
  if (process.platform !== "linux") return null;
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter(matches);
}

export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isSystemError(error, "EPERM");
  }
}

export function isSystemError(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
