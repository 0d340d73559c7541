import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { temporaryDir } from "./running";

export interface TestRepository {
  path: string;
  git(...args: string[]): string;
  commit(files: Record<string, string>, message?: string): string;
}

/** A real repository with one commit. */
export function makeRepository(files: Record<string, string> = { "a.txt": "one\n" }): TestRepository {
  const path = temporaryDir();
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", ...args], {
      cwd: path,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    }).trim();
  const commit = (changed: Record<string, string>, message = "Change") => {
    for (const [name, content] of Object.entries(changed)) {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), content);
    }
    git("add", "--all");
    git("commit", "--quiet", "-m", message);
    return git("rev-parse", "HEAD");
  };
  git("init", "--quiet", "--initial-branch=main");
  commit(files, "First");
  return { path, git, commit };
}
