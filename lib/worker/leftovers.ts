// After a sudden end: what the earlier runner had in its hands is ended and given back.

import { type Outbox, toEntry } from "./outbox";
import { abandonedOutcome } from "./outcome";
import { hasEnvironment, listGroup } from "./proc";
import { signalGroup } from "./process-group";
import type { Reporter } from "./report";
import type { RunningRecord, StateDir } from "./state-dir";

export async function handBackLeftovers(state: StateDir, outbox: Outbox, report: Reporter): Promise<void> {
  for (const record of state.listRunning()) {
    const { taskId, attemptId } = record;
    // A result that was written just before the end is the better answer.
    if (!outbox.has(attemptId)) {
      killLeftover(record, report);
      report.say("abandoned", `${taskId}: an earlier runner ended during it; it is given back.`, {
        taskId,
        attemptId,
      });
      await outbox.put(toEntry(record, abandonedOutcome(), null));
    }
    await state.removeRunning(attemptId);
  }
}

// The id may belong to someone else by now: only processes that carry this attempt's id are touched.
function killLeftover({ pid, taskId, attemptId }: RunningRecord, report: Reporter): void {
  if (pid === null) return;
  const members = listGroup(pid);
  if (members === null) {
    report.say("leftover", `${taskId}: process group ${pid} may still run; this system does not tell.`, {
      pid,
    });
  } else if (members.some((member) => hasEnvironment(member, `OMOI_ATTEMPT_ID=${attemptId}`))) {
    signalGroup(pid, "SIGKILL");
    report.say("killed", `${taskId}: process group ${pid} of the earlier runner.`, { pid });
  }
}
