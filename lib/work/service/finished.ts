// The end of a task, and what follows for the tasks that wait for it.
import { type Actor, SYSTEM } from "@/lib/platform/auth/actor";
import type { Tx } from "@/lib/platform/db/transact";
import { publish, publishAll } from "@/lib/platform/events/service";
import type { TaskError } from "../schema";
import * as store from "../store/finish";
import { readTitles } from "../store/tasks";
import { type ToldTask, taskEvent } from "./task-event";

/**
 * Closes the task, tells of it, and lets those that wait for it go on or fail with it, each as it was told. A task
 * that has ended already, perhaps with one it depends on a moment ago, is left alone.
 */
export async function finishTask(
  tx: Tx,
  actor: Actor,
  task: ToldTask,
  end: store.TaskEnd,
  payload: Record<string, unknown>,
): Promise<void> {
  const { taskId } = task;
  if (!(await store.endTask(tx, taskId, end))) return;
  await publish(tx, actor, taskEvent(`task.${end.state}`, task, payload));
  const hasSucceeded = end.state === "completed";
  const ended = hasSucceeded ? [taskId] : [taskId, ...(await failDependants(tx, taskId, end.state))];
  const free = await store.releaseDependants(tx, ended, hasSucceeded);
  const told = await withTitles(tx, free);
  await publishAll(
    tx,
    SYSTEM,
    told.map(({ after, ...task }) => taskEvent("task.unblocked", task, { after })),
  );
}

/** Fails all that cannot run any more; returns their ids. */
async function failDependants(tx: Tx, root: string, state: store.TaskEnd["state"]): Promise<string[]> {
  const failed: string[] = [];
  // Once more after each round: a task may have come to wait for one of them before that was locked.
  for (let last = [root]; last.length > 0; ) {
    const locked = await store.lockDoomed(tx, last);
    const titles = await readTitles(
      tx,
      locked.map(({ after }) => after),
    );
    const doomed = locked.map(({ id, projectId, after }) => {
      const how = after === root && state === "cancelled" ? "was cancelled" : "failed";
      const error: TaskError = {
        kind: "dependency",
        message: `It depends on “${titles.get(after) ?? after}”, which ${how}.`,
        exitCode: null,
      };
      return { id, projectId, after, error };
    });
    last = doomed.map(({ id }) => id);
    if (last.length > 0) await store.failWaiting(tx, doomed);
    failed.push(...last);
    const told = await withTitles(tx, doomed);
    await publishAll(
      tx,
      SYSTEM,
      told.map(({ after, error, ...task }) => taskEvent("task.failed", task, { error, dependsOn: after })),
    );
  }
  return failed;
}

async function withTitles<Row extends { id: string }>(
  tx: Tx,
  rows: Row[],
): Promise<(Omit<Row, "id"> & { taskId: string; title: string })[]> {
  const titles = await readTitles(
    tx,
    rows.map(({ id }) => id),
  );
  return rows.map(({ id, ...row }) => ({ ...row, taskId: id, title: titles.get(id) ?? "" }));
}
