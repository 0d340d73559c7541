// The working directory of one attempt: a git worktree on a branch of its own.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Claim } from "@/lib/work/schema";
import { describeFailure } from "../link";
import { PreparationError } from "../preparation-error";
import type { StateDir } from "../state-dir";
import type { WorktreeConfig } from "./config";
import { findGitLine, type GitContext, GitError, git, gitLine } from "./git";
import type { Repository } from "./repository";

const AUTHOR = ["-c", "user.name=OmoiOS runner", "-c", "user.email=runner@omoios.invalid"];

/** What an attempt left behind, on its branch. */
export interface SavedWork {
  branch: string;
  base: string;
  head: string;
  commits: number;
  isPushed: boolean;
  pushError: string | null;
}

export class Worktree {
  readonly path: string;
  readonly branch: string;
  readonly base: string;
  readonly #repository: Repository;

  constructor(repository: Repository, facts: { path: string; branch: string; base: string }) {
    this.#repository = repository;
    this.path = facts.path;
    this.branch = facts.branch;
    this.base = facts.base;
  }

  /** Fetches and makes the directory; throws PreparationError with what git said. */
  static async open(
    context: GitContext,
    repository: Repository,
    config: WorktreeConfig,
    state: StateDir,
    { task, attempt }: Claim,
  ): Promise<Worktree> {
    const branch = `omoios/${task.id}/${attempt.number}`;
    const path = join(state.workdirsDir, attempt.id);
    try {
      const base = await repository.fetchBase(context, config.base);
      await repository.addWorktree(context, path, branch, base);
      return new Worktree(repository, { path, branch, base });
    } catch (cause) {
      if (!(cause instanceof GitError)) throw cause;
      throw new PreparationError(`No working directory could be made: ${cause.message}`, {
        retry: true,
        cause,
      });
    }
  }

  /** Puts everything onto the branch, uncommitted work as a commit of its own, and pushes it if asked. */
  async save(context: GitContext, { taskId, push }: { taskId: string; push: boolean }): Promise<SavedWork> {
    await commitRest(context, this.path, taskId);
    const head = await gitLine(context, this.path, ["rev-parse", "HEAD"]);
    // The agent may have changed to another branch, or to none.
    const onBranch = await findGitLine(context, this.path, ["symbolic-ref", "--quiet", "HEAD"]);
    const ref = `refs/heads/${this.branch}`;
    if (onBranch !== ref) await git(context, this.path, ["update-ref", ref, head]);
    const range = `${this.base}..${head}`;
    const commits = Number(await gitLine(context, this.path, ["rev-list", "--count", range]));
    const saved = { branch: this.branch, base: this.base, head, commits };
    if (!push || commits === 0) return { ...saved, isPushed: false, pushError: null };
    try {
      await git(context, this.path, ["push", "--quiet", "--force", "origin", `${ref}:${ref}`]);
      return { ...saved, isPushed: true, pushError: null };
    } catch (error) {
      return { ...saved, isPushed: false, pushError: describeFailure(error) };
    }
  }

  /** The changes since the base, cut after so many bytes with a last line that says so. */
  async diff(context: GitContext, { head }: SavedWork, bytesMax: number): Promise<Buffer> {
    const args = ["diff", "--no-color", "--no-ext-diff", "--no-textconv", `${this.base}...${head}`];
    const diff = await git(context, this.path, args, bytesMax + 1);
    if (diff.length <= bytesMax) return diff;
    const note = `\n[omoios] The diff is larger than ${bytesMax} bytes; the rest is on the branch ${this.branch}.\n`;
    const room = bytesMax - Buffer.byteLength(note);
    const end = diff.lastIndexOf(10, room);
    return Buffer.concat([diff.subarray(0, end > 0 ? end : room), Buffer.from(note)]);
  }

  async remove(context: GitContext): Promise<void> {
    await this.#repository.removeWorktree(context, this.path);
  }
}

/** A forgotten directory, of this repository or another: its rest is committed first, so that nothing is lost. */
export async function removeForgotten(context: GitContext, path: string, attemptId: string): Promise<void> {
  const common = await findGitLine(context, path, [
    "rev-parse",
    "--path-format=absolute",
    "--git-common-dir",
  ]);
  if (common) await commitRest(context, path, attemptId);
  await rm(path, { recursive: true, force: true });
  if (common) await git(context, common, ["worktree", "prune"]);
}

async function commitRest(context: GitContext, path: string, of: string): Promise<void> {
  const status = await git(context, path, ["status", "--porcelain"]);
  if (status.length === 0) return;
  await git(context, path, ["add", "--all"]);
  const message = `Uncommitted work of ${of}`;
  await git(context, path, [...AUTHOR, "commit", "--quiet", "--no-verify", "--allow-empty", "-m", message]);
}
