import type { Tx } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import { findCycle } from "../rules";
import type { BatchTask, OnDependencyFailure, Task } from "../schema";
import * as store from "../store/dependencies";
import { readTitles } from "../store/tasks";

interface Placed extends Pick<BatchTask, "key" | "dependsOn" | "dependsOnKeys" | "onDependencyFailure"> {
  id: string;
  projectId: string;
  pointer: string;
}

/** Adds the dependencies of new tasks: on tasks there are, and by key on others of the same batch. */
export async function addDependencies(tx: Tx, rows: Placed[]): Promise<void> {
  const keys = readKeys(rows);
  refuseCycle(keys);
  const known = await lockAwaited(
    tx,
    rows.flatMap((row) => row.dependsOn),
  );
  const edges = rows.flatMap((row) => {
    const ids = row.dependsOn.map((id, at) => {
      requireUsable(known.get(id), row, `${row.pointer}/dependsOn/${at}`, id);
      return id;
    });
    const others = row.dependsOnKeys.map((key, at) => {
      const other = keys.get(key);
      const pointer = `${row.pointer}/dependsOnKeys/${at}`;
      if (!other) throw refuse("invalid_request", pointer, `No task of this batch has the key ${key}.`);
      if (other.projectId === row.projectId) return other.id;
      throw refuse("invalid_request", pointer, `The task with the key ${key} belongs to another project.`);
    });
    return [...new Set([...ids, ...others])].map((dependsOnId) => ({ taskId: row.id, dependsOnId }));
  });
  const projects = new Map(rows.map((row) => [row.id, row.projectId]));
  for (const projectId of new Set(projects.values())) {
    await store.insertEdges(
      tx,
      projectId,
      edges.filter((edge) => projects.get(edge.taskId) === projectId),
    );
  }
}

/**
 * Locks what an edit of dependencies touches, all but the task itself, which comes after: a task that ends is locked
 * when it comes to those that wait for it.
 */
export async function lockForEdit(tx: Tx, task: Task, dependsOn: string[]): Promise<void> {
  await store.lockGraph(tx, task.projectId);
  const present = await store.listDependencies(tx, task.id);
  const awaited = [...dependsOn, ...present.map(({ id }) => id)];
  await lockAwaited(
    tx,
    awaited.filter((id) => id !== task.id),
  );
}

/**
 * Gives a pending task other dependencies; `lockForEdit` comes first. Throws `invalid_request` with the cycle that
 * they would close.
 */
export async function replaceDependencies(
  tx: Tx,
  task: Task,
  dependsOn: string[],
  onFailure: OnDependencyFailure = task.onDependencyFailure,
): Promise<void> {
  if (task.state !== "pending") {
    const detail = `This task is ${task.state}; dependencies are changed only while it is pending.`;
    throw new AppError("invalid_state", detail, { facts: { state: task.state } });
  }
  const known = await lockAwaited(tx, dependsOn);
  const row = { projectId: task.projectId, onDependencyFailure: onFailure };
  dependsOn.forEach((id, at) => {
    requireUsable(known.get(id), row, `/dependsOn/${at}`, id);
  });
  const path = await store.findPath(tx, dependsOn, task.id);
  if (path) {
    const titles = await readTitles(tx, path);
    throw refuseWithCycle("/dependsOn", [task.id, ...path], titles);
  }
  await store.deleteEdgesOf(tx, task.id);
  const edges = [...new Set(dependsOn)].map((dependsOnId) => ({ taskId: task.id, dependsOnId }));
  await store.insertEdges(tx, task.projectId, edges);
}

function readKeys(rows: Placed[]): Map<string, Placed> {
  const keys = new Map<string, Placed>();
  for (const row of rows) {
    if (row.key === undefined) continue;
    if (keys.has(row.key)) {
      throw refuse(
        "invalid_request",
        `${row.pointer}/key`,
        `Another task of this batch has the key ${row.key}.`,
      );
    }
    keys.set(row.key, row);
  }
  return keys;
}

/** New tasks can close a circle only among themselves: nothing that is there depends on them. */
function refuseCycle(keys: Map<string, Placed>): void {
  const cycle = findCycle(new Map([...keys].map(([key, row]) => [key, row.dependsOnKeys])));
  const first = cycle && keys.get(cycle[0] ?? "");
  if (first) throw refuseWithCycle(`${first.pointer}/dependsOnKeys`, cycle);
}

async function lockAwaited(tx: Tx, ids: string[]) {
  const rows = ids.length > 0 ? await store.lockDependencies(tx, [...new Set(ids)]) : [];
  return new Map(rows.map((row) => [row.id, row]));
}

/** The same answer for a task that is absent and for one of another project. */
function requireUsable(
  awaited: store.AwaitedTask | undefined,
  row: { projectId: string; onDependencyFailure: OnDependencyFailure },
  pointer: string,
  id: string,
): void {
  if (!awaited || awaited.projectId !== row.projectId) {
    throw refuse("not_found", pointer, `There is no task ${id} in this project.`);
  }
  const hasDied = awaited.state === "failed" || awaited.state === "cancelled";
  if (hasDied && row.onDependencyFailure === "fail") {
    const detail = `“${awaited.title}” (${id}) is ${awaited.state}, so this one could never run. Leave it out, or set onDependencyFailure to ignore.`;
    throw refuse("invalid_state", pointer, detail);
  }
}

function refuse(
  code: "invalid_request" | "invalid_state" | "not_found",
  pointer: string,
  detail: string,
): AppError {
  return new AppError(code, detail, { issues: [{ in: "body", pointer, detail }] });
}

/** The issue, which a form shows at its field, names tasks by their titles. */
function refuseWithCycle(
  pointer: string,
  cycle: string[],
  titles: ReadonlyMap<string, string> = new Map(),
): AppError {
  const named = cycle.map((id) => (titles.has(id) ? `“${titles.get(id)}”` : id));
  return new AppError("invalid_request", `These tasks would wait for each other: ${cycle.join(" → ")}.`, {
    issues: [{ in: "body", pointer, detail: `Closes the circle ${named.join(" → ")}.` }],
    facts: { cycle },
  });
}
