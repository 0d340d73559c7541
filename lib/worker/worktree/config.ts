// What --workdir-per-task is told, checked before anything runs.
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { UsageError } from "../usage-error";

const KEEP = ["failed", "all", "none"] as const;
type KeepWorkdirs = (typeof KEEP)[number];

export interface WorktreeConfig {
  /** An absolute path, or a URL as git takes it. */
  repository: string;
  /** A branch, tag or commit; null: the repository's HEAD. */
  base: string | null;
  push: boolean;
  keep: KeepWorkdirs;
}

export interface WorktreeOptions {
  isAsked: boolean;
  workdir: string;
  repository: string | undefined;
  base: string | undefined;
  push: boolean | undefined;
  keep: string | undefined;
}

export function readWorktrees(options: WorktreeOptions): WorktreeConfig | null {
  const { isAsked, workdir, repository, base, push, keep } = options;
  if (!isAsked) {
    const given = Object.entries({ repository, base, push, "keep-workdirs": keep }).find(
      ([, value]) => value,
    );
    if (given) throw new UsageError(`--${given[0]} needs --workdir-per-task.`);
    return null;
  }
  const kept = KEEP.find((known) => known === (keep ?? "failed"));
  if (!kept) throw new UsageError(`--keep-workdirs is one of ${KEEP.join(", ")}.`);
  if (base !== undefined && !/^[^-\s~^:?*[\\][^\s~^:?*[\\]*$/.test(base)) {
    throw new UsageError(`--base ${JSON.stringify(base)} is no name of a branch, tag or commit.`);
  }
  return {
    repository: readRepository(repository, workdir),
    base: base ?? null,
    push: push ?? false,
    keep: kept,
  };
}

function readRepository(text: string | undefined, workdir: string): string {
  if (text?.startsWith("-")) throw new UsageError(`--repository ${JSON.stringify(text)} is no path or URL.`);
  if (text && isRepositoryUrl(text)) return text;
  const path = resolve(text ?? workdir);
  const found = findRepository(path);
  if (found) return found;
  throw new UsageError(`${JSON.stringify(path)} is in no git repository; name one with --repository.`);
}

/** As git decides: a scheme, or a host and a path parted by a colon. */
export function isRepositoryUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text) || /^[^/]+:/.test(text);
}

function findRepository(path: string): string | null {
  const isBare = existsSync(join(path, "HEAD")) && existsSync(join(path, "objects"));
  if (isBare || existsSync(join(path, ".git"))) return path;
  return dirname(path) === path ? null : findRepository(dirname(path));
}
