// Files that a check wrote, by the path or pattern of its report.
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { isSystemError } from "../proc";

const FILES_MAX = 20;
/** A pattern looks at so many entries at most. */
const ENTRIES_MAX = 50_000;
const WILDCARD = /[*?]/;
const SKIPPED = new Set([".git", "node_modules"]);

/** Paths below `dir` that match, sorted; a path without wildcards matches itself. */
export async function findFiles(dir: string, pattern: string): Promise<string[]> {
  const clean = pattern.replace(/^(\.\/)+/, "");
  if (!WILDCARD.test(clean)) return (await isFile(join(dir, clean))) ? [clean] : [];
  const matcher = toRegExp(clean);
  const budget = { entries: ENTRIES_MAX };
  const found: string[] = [];
  // What stands before the first wildcard need not be searched around.
  const parts = clean.split("/");
  const fixed = parts
    .slice(
      0,
      parts.findIndex((part) => WILDCARD.test(part)),
    )
    .join("/");
  await collect(dir, fixed, matcher, found, budget);
  return found.sort().slice(0, FILES_MAX);
}

/** The content, or why there is none. A link that leads out of the directory is not followed. */
export async function readWithin(
  dir: string,
  path: string,
  bytesMax: number,
): Promise<{ content: Buffer } | { problem: string }> {
  try {
    const real = await realpath(join(dir, path));
    if (!real.startsWith(`${await realpath(dir)}${sep}`))
      return { problem: "it leads out of the repository" };
    const { size } = await stat(real);
    if (size > bytesMax) return { problem: `its ${size} bytes are over the limit of ${bytesMax}` };
    return { content: await readFile(real) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

async function collect(
  dir: string,
  below: string,
  matcher: RegExp,
  found: string[],
  budget: { entries: number },
): Promise<void> {
  for (const entry of await entriesOf(join(dir, below))) {
    if (budget.entries-- <= 0) return;
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory() && !SKIPPED.has(entry.name)) await collect(dir, path, matcher, found, budget);
    else if (matcher.test(path) && (await isFile(join(dir, path)))) found.push(path);
  }
}

async function entriesOf(path: string) {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    if (isSystemError(error, "ENOENT") || isSystemError(error, "ENOTDIR") || isSystemError(error, "EACCES"))
      return [];
    throw error;
  }
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.isFile() ?? false;
}

/** `**` spans directories, `*` and `?` stay within one. */
function toRegExp(pattern: string): RegExp {
  const source = pattern
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((part) => WILDCARDS[part] ?? part.replace(/[.+^${}()|[\]\\]/g, "\\$&"))
    .join("");
  return new RegExp(`^${source}$`);
}
const WILDCARDS: Record<string, string> = { "**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]" };
