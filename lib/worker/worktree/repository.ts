// One repository's clone below the state directory, without a working tree of its own: all attempts share it.
import { createHash } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { waitForLock } from "../lock";
import { findGitLine, type GitContext, GitError, git, withoutCredentials } from "./git";

const HEAD_REF = "refs/omoios/head";

export class Repository {
  readonly url: string;
  readonly dir: string;
  #last: Promise<unknown> = Promise.resolve();

  constructor(repositoriesDir: string, url: string) {
    this.url = url;
    this.dir = join(repositoriesDir, `${createHash("sha256").update(url).digest("hex").slice(0, 16)}.git`);
  }

  /** Fetches, and returns the commit that new work begins at. Throws GitError. */
  async fetchBase(context: GitContext, base: string | null): Promise<string> {
    return this.#alone(async () => {
      await mkdir(this.dir, { recursive: true, mode: 0o700 });
      await git(context, this.dir, ["init", "--bare", "--quiet"]);
      await git(context, this.dir, ["config", "remote.origin.url", this.url]);
      const refs = ["+refs/heads/*:refs/remotes/origin/*", ...(base === null ? [`+HEAD:${HEAD_REF}`] : [])];
      await git(context, this.dir, ["fetch", "--quiet", "--prune", "--tags", "--force", "origin", ...refs]);
      return this.#resolve(context, base);
    });
  }

  async addWorktree(context: GitContext, path: string, branch: string, commit: string): Promise<void> {
    await this.#alone(async () => {
      // What a runner that was killed in the middle of this has left behind.
      await rm(path, { recursive: true, force: true });
      await git(context, this.dir, ["worktree", "prune"]);
      await git(context, this.dir, ["worktree", "add", "--quiet", "-B", branch, path, commit]);
    });
  }

  async removeWorktree(context: GitContext, path: string): Promise<void> {
    await this.#alone(async () => {
      await rm(path, { recursive: true, force: true });
      await git(context, this.dir, ["worktree", "prune"]);
    });
  }

  async #resolve(context: GitContext, base: string | null): Promise<string> {
    const names = base === null ? [HEAD_REF] : [`refs/remotes/origin/${base}`, `refs/tags/${base}`, base];
    for (const name of names) {
      const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`];
      const commit = await findGitLine(context, this.dir, args);
      if (commit) return commit;
    }
    const where = withoutCredentials(this.url);
    throw new GitError(`${base ?? "HEAD"} is no branch, tag or commit of ${where}.`);
  }

  /** One after the other, also of several runners: git's own locks would make concurrent ones fail instead of wait. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#last.then(async () => {
      await mkdir(dirname(this.dir), { recursive: true, mode: 0o700 });
      const release = await waitForLock(`${this.dir}.lock`);
      return work().finally(release);
    });
    this.#last = run.catch(() => {});
    return run;
  }
}
