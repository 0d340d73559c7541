import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "@/lib/worker/usage-error";

/** The transcripts at these paths: files as they are named, and all `*.jsonl` below folders, in a fixed order. */
export function findFiles(paths: readonly string[]): string[] {
  return [...new Set(paths.flatMap(filesAt))];
}

function filesAt(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new UsageError(`There is no file or folder ${JSON.stringify(path)}.`);
  if (!found.isDirectory()) return [path];
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.name.endsWith(".jsonl") && !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
