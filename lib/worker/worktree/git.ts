// Git as a program: never asks, runs no hooks, and ends with whoever started it.
import { dirname } from "node:path";
import { withoutKey } from "../attempt-env";
import { describeSpawnFailure, startCommand } from "../executor";
import type { Timings } from "../timings";
import { lastLines } from "../utf8";

export interface GitContext {
  /** Never reaches git. */
  key: string;
  timings: Timings;
  signal?: AbortSignal;
}

export class GitError extends Error {
  override readonly name = "GitError";
}

/** What a diff or a list may have in bytes before the rest is let go. */
const OUTPUT_BYTES_MAX = 16_000_000;
const MESSAGE_BYTES_MAX = 1_000;

const SETTINGS = ["core.hooksPath=/dev/null", "gc.auto=0", "maintenance.auto=false", "commit.gpgSign=false"];
/** Set by a git that started the runner, for example from a hook: they would point at another repository. */
const FOREIGN = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY"];

/** Returns stdout, at most `bytesMax` of it. Throws GitError with git's own message. */
export async function git(
  context: GitContext,
  cwd: string,
  args: string[],
  bytesMax = OUTPUT_BYTES_MAX,
): Promise<Buffer> {
  const out: Buffer[] = [];
  let outBytes = 0;
  let problem = "";
  const running = startCommand({
    command: ["git", ...SETTINGS.flatMap((setting) => ["-c", setting]), ...args],
    cwd,
    env: gitEnv(context.key, cwd),
    stdin: "",
    timeoutMs: context.timings.gitTimeoutMs,
    timings: context.timings,
    onOutput(source, bytes) {
      if (source === "stderr") {
        problem = (problem + bytes.toString()).slice(-8 * MESSAGE_BYTES_MAX);
      } else if (outBytes < bytesMax) {
        out.push(Buffer.from(bytes.subarray(0, bytesMax - outBytes)));
        outBytes += bytes.length;
      }
    },
  });
  const stop = () => running.stop(context.timings.leftoverGraceMs);
  if (context.signal?.aborted) stop();
  context.signal?.addEventListener("abort", stop, { once: true });
  const end = await running.ended;
  context.signal?.removeEventListener("abort", stop);
  if (end.kind === "spawn") throw new GitError(describeSpawnFailure("git", end.error).message);
  if (end.isTimedOut) throw new GitError(`git ${args[0]} did not end in time.`);
  if (end.code !== 0) throw new GitError(`git ${args[0]} failed: ${toSentence(problem, end)}`);
  return Buffer.concat(out);
}

/** The first line of what git prints. */
export async function gitLine(context: GitContext, cwd: string, args: string[]): Promise<string> {
  return (await git(context, cwd, args)).toString().split("\n", 1)[0] ?? "";
}

/** As `gitLine`, but null where git says no. */
export async function findGitLine(context: GitContext, cwd: string, args: string[]): Promise<string | null> {
  try {
    return await gitLine(context, cwd, args);
  } catch (error) {
    if (error instanceof GitError && !context.signal?.aborted) return null;
    throw error;
  }
}

/** A URL may carry a name and a secret, which belong into no log. */
export function withoutCredentials(text: string): string {
  return text.replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^/\s@]+@/gi, "$1");
}

function toSentence(problem: string, end: { code: number | null; signal: NodeJS.Signals | null }): string {
  const text = withoutCredentials(lastLines(problem, MESSAGE_BYTES_MAX).trim());
  return text || (end.code === null ? `ended by ${end.signal}` : `exit code ${end.code}`);
}

// The ceiling: where the agent removed its `.git`, a repository further up must not be taken for it.
function gitEnv(key: string, cwd: string): NodeJS.ProcessEnv {
  const env = withoutKey(process.env, key);
  for (const name of FOREIGN) delete env[name];
  return { ...env, GIT_TERMINAL_PROMPT: "0", GIT_CEILING_DIRECTORIES: dirname(cwd), LC_ALL: "C" };
}
