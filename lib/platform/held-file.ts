import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { log } from "./log";

interface Held {
  value: unknown;
  /** Of the file, or of each in the folder, as it was when it was looked at last. */
  stamp: string;
  lookedAt: number;
  problem: string | null;
}

export interface HeldFile<T> {
  /** What the file says; throws for a broken one only where there was none before: at the start. */
  value: () => T;
  /** What is wrong with it since it was changed; null while nothing is. */
  problem: () => string | null;
}

// Routes, pages and instrumentation are separate bundles: only globalThis is one.
const holder = globalThis as typeof globalThis & { omoiFiles?: Map<string, Held> };
holder.omoiFiles ??= new Map();
const files = holder.omoiFiles;

const LOOK_MS = 1000;

/**
 * A file, or a folder of them, that may change while the server runs: it counts from about a second later. One that is
 * broken then changes nothing, and is told of. `name` says what it holds, in the log.
 */
export function holdFile<T>(name: string, path: () => string, load: (path: string) => T): HeldFile<T> {
  const look = (): Held => {
    const held = files.get(name);
    if (held && Math.abs(Date.now() - held.lookedAt) < LOOK_MS) return held;
    const where = path();
    const stamp = `${where} ${stampOf(where)}`;
    const lookedAt = Date.now();
    if (held?.stamp === stamp) {
      held.lookedAt = lookedAt;
      return held;
    }
    const fresh = { ...renew(name, where, load, held), stamp, lookedAt };
    files.set(name, fresh);
    return fresh;
  };
  return { value: () => look().value as T, problem: () => look().problem };
}

function renew<T>(
  name: string,
  path: string,
  load: (path: string) => T,
  held: Held | undefined,
): Pick<Held, "value" | "problem"> {
  try {
    const value = load(path);
    if (held) log().info({ file: path }, `${name} were read again`);
    return { value, problem: null };
  } catch (error) {
    if (!held) throw error;
    const problem = error instanceof Error ? error.message : String(error);
    log().warn({ problem }, `the file of ${name} is broken; the ${name} before stay in force`);
    return { value: held.value, problem };
  }
}

function stampOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return "none";
  if (!stat.isDirectory()) return [stat.ino, stat.size, stat.mtimeMs].join(" ");
  const names = readdirSync(path).sort();
  return names.map((name) => `${name} ${stampOf(join(path, name))}`).join("\n");
}
