// The output of an agent's runner, capped: an agent may live for months.
import { closeSync, ftruncateSync, openSync, readSync, statSync, writeFileSync } from "node:fs";
import { isSystemError } from "../proc";

export const RUNNER_LOG_BYTES_MAX = 5_000_000;

const formerOf = (path: string) => `${path}.1`;

/**
 * Puts the end of a log that is too long into a second file, in place of what that held, and empties the log. The
 * runner has it open and goes on in it, host or no host, so it can be emptied but not replaced. False when it is not
 * too long.
 */
export function capLog(path: string, bytesMax = RUNNER_LOG_BYTES_MAX): boolean {
  if (sizeOf(path) <= bytesMax) return false;
  const file = openSync(path, "r+");
  try {
    const end = sizeOf(path);
    const kept = read(file, end - bytesMax, end);
    writeFileSync(formerOf(path), kept.subarray(kept.indexOf("\n") + 1), { mode: 0o600 });
    // What came meanwhile; so that next to nothing can come between reading and emptying.
    writeFileSync(formerOf(path), read(file, end, sizeOf(path)), { flag: "a" });
    ftruncateSync(file);
  } finally {
    closeSync(file);
  }
  return true;
}

/** The last that the runner said, over both files. */
export function readLogEnd(path: string, bytesMax: number): string {
  const own = endOf(path, bytesMax);
  const former = own.length < bytesMax ? endOf(formerOf(path), bytesMax - own.length) : Buffer.alloc(0);
  return Buffer.concat([former, own]).toString();
}

function endOf(path: string, bytesMax: number): Buffer {
  const size = sizeOf(path);
  if (size === 0) return Buffer.alloc(0);
  const file = openSync(path, "r");
  try {
    return read(file, Math.max(0, size - bytesMax), size);
  } finally {
    closeSync(file);
  }
}

function read(file: number, from: number, to: number): Buffer {
  const bytes = Buffer.alloc(to - from);
  const length = readSync(file, bytes, 0, bytes.length, from);
  return bytes.subarray(0, length);
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return 0;
    throw error;
  }
}
