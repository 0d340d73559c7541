// At start: working directories of earlier attempts that nobody needs any more.
import { mkdir, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { describeFailure } from "../link";
import type { Reporter } from "../report";
import { KEPT_MS, type StateDir } from "../state-dir";
import type { GitContext } from "./git";
import { removeForgotten } from "./worktree";

/** Removes directories after a week, or all of them; what fails is said and stays. */
export async function pruneWorkdirs(
  context: GitContext,
  state: StateDir,
  { now, isNoneKept, report }: { now: number; isNoneKept: boolean; report: Reporter },
): Promise<void> {
  await mkdir(state.workdirsDir, { recursive: true, mode: 0o700 });
  for (const name of await readdir(state.workdirsDir)) {
    const path = join(state.workdirsDir, name);
    try {
      if (isNoneKept || now - (await stat(path)).mtimeMs > KEPT_MS)
        await removeForgotten(context, path, name);
    } catch (error) {
      report.say("workdir", `${path} could not be removed: ${describeFailure(error)}`, { path });
    }
  }
}
