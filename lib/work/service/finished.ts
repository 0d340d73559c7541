// The end of a task, and what follows for the tasks that wait for it.
import { type Actor, SYSTEM } from "@/lib/platform/auth/actor";
import type { Tx } from "@/lib/platform/db/transact";
import { publish, publishAll } from "@/lib/platform/events/service";
import type { TaskError } from "../schema";
import * as store from "../store/finish";

export interface Finished {
  taskId: string;
  projectId: string;
}

/**
 * Closes the task, tells of it, and lets those that wait for it go on or fail with it, each as it was told. A task
 * that has ended already, perhaps with one it depends on a moment ago, is left alone.
 */
export async function finishTask(
  tx: Tx,
  actor: Actor,
  { taskId, projectId }: Finished,
  end: store.TaskEnd,
  payload: Record<string, unknown>,
): Promise<void> {
  if (!(await store.endTask(tx, taskId, end))) return;
  await publish(tx, actor, { type: `task.${end.state}`, entity: taskId, projectId, payload });
  const hasSucceeded = end.state === "completed";
  const ended = hasSucceeded ? [taskId] : [taskId, ...(await failDependants(tx, taskId, end.state))];
  const free = await store.releaseDependants(tx, ended, hasSucceeded);
  await publishAll(
    tx,
    SYSTEM,
    free.map(({ id, projectId, after }) => {
      return { type: "task.unblocked", entity: id, projectId, payload: { after } };
    }),
  );
}

/** Fails all that cannot run any more; returns their ids. */
async function failDependants(tx: Tx, root: string, state: store.TaskEnd["state"]): Promise<string[]> {
  const failed: string[] = [];
  // Once more after each round: a task may have come to wait for one of them before that was locked.
  for (let last = [root]; last.length > 0; ) {
    const doomed = (await store.lockDoomed(tx, last)).map(({ id, projectId, after }) => {
      const how = after === root && state === "cancelled" ? "was cancelled" : "failed";
      const error: TaskError = {
        kind: "dependency",
        message: `It depends on ${after}, which ${how}.`,
        exitCode: null,
      };
      return { id, projectId, after, error };
    });
    last = doomed.map(({ id }) => id);
    if (last.length > 0) await store.failWaiting(tx, doomed);
    failed.push(...last);
    await publishAll(
      tx,
      SYSTEM,
      doomed.map(({ id, projectId, after, error }) => {
        return { type: "task.failed", entity: id, projectId, payload: { error, dependsOn: after } };
      }),
    );
  }
  return failed;
}
