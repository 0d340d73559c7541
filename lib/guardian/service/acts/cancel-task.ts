import { AT_WORK } from "@/lib/work/schema";
import { cancelWithin, getTargetTask, requireCancellable, resolveScope } from "@/lib/work/service";
import { type Act, NOTHING } from "./act";

export const cancelTask: Act<"cancel_task"> = {
  async plan(tx, actor, { taskId }) {
    const scope = await resolveScope(tx, actor, { kind: "task", taskId });
    const task = await getTargetTask(tx, taskId);
    requireCancellable({ state: task.state, cancel: task.cancelCause && { cause: task.cancelCause } });
    const isRunning = AT_WORK.includes(task.state);
    const agent = task.agentName ?? "its agent";
    const label = isRunning
      ? `${scope.label} is stopped at ${agent} and ends`
      : `${scope.label} ends without having run`;
    const also = task.doomed === 1 ? "1 task that waits" : `${task.doomed} tasks that wait`;
    return {
      entity: taskId,
      label: scope.label,
      projectId: scope.projectId,
      targets: [{ kind: "task", id: taskId, label: scope.label }],
      effects: [{ kind: isRunning ? "task_stopped" : "task_cancelled", entity: taskId, label }],
      impact: { ...NOTHING, stops: isRunning ? 1 : 0 },
      ends: [taskId],
      warnings: [
        ...(isRunning ? ["What runs is not brought back; a new task like it can take its place."] : []),
        ...(task.doomed > 0 ? [`${also} for it will fail with it.`] : []),
      ],
      isLasting: false,
    };
  },

  async carryOut(tx, { actor, reason }, { taskId, graceSeconds }, { effects }) {
    await cancelWithin(tx, actor, taskId, { reason, graceSeconds });
    return effects.map(({ kind, entity, label }) => ({ kind, entity, label, state: "done" }));
  },
};
