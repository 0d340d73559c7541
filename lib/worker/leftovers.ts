// After a sudden end: what the earlier runner had in its hands is ended and given back.

import { type Outbox, toEntry } from "./outbox";
import { abandonedOutcome } from "./outcome";
import { listStartedWith } from "./proc";
import type { Reporter } from "./report";
import type { RunningRecord, StateDir } from "./state-dir";

/** Processes may start others while they are being looked for: the search is repeated, within reason. */
const ROUNDS_MAX = 20;

export async function handBackLeftovers(state: StateDir, outbox: Outbox, report: Reporter): Promise<void> {
  for (const record of state.listRunning()) {
    const { taskId, attemptId } = record;
    killLeftover(record, report);
    // A result that was written just before the end is the better answer.
    if (!outbox.has(attemptId)) {
      report.say("abandoned", `${taskId}: an earlier runner ended during it; it is given back.`, {
        taskId,
        attemptId,
      });
      await outbox.put(toEntry(record, abandonedOutcome(), null));
    }
    await state.removeRunning(attemptId);
  }
}

// Found by the attempt's id in their environment: a noted process id could be someone else's by now.
function killLeftover({ taskId, attemptId }: RunningRecord, report: Reporter): void {
  const killed = new Set<number>();
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const found = listStartedWith(`OMOI_ATTEMPT_ID=${attemptId}`);
    if (found === null) {
      report.say("leftover", `${taskId}: its command may still run; this system does not tell.`, { taskId });
      return;
    }
    const fresh = found.filter((pid) => pid !== process.pid && !killed.has(pid));
    if (fresh.length === 0) break;
    for (const pid of fresh) if (killProcess(pid)) killed.add(pid);
  }
  if (killed.size > 0) {
    report.say("killed", `${taskId}: ${killed.size} process(es) that an earlier runner left behind.`, {
      taskId,
    });
  }
}

function killProcess(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch {
    return false; // It ended by itself.
  }
}
