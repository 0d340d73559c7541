import type { Tx } from "@/lib/platform/db/transact";
import type { TaskGraph, TaskLink, TaskState } from "../schema";

export interface Edge {
  taskId: string;
  dependsOnId: string;
}

export interface AwaitedTask {
  id: string;
  projectId: string;
  title: string;
  state: TaskState;
}

/** The tasks named, locked against ending meanwhile; those that do not exist are absent. */
export async function lockDependencies(tx: Tx, ids: string[]): Promise<AwaitedTask[]> {
  return tx.$queryRaw<AwaitedTask[]>`
    SELECT id, project_id AS "projectId", title, state FROM tasks WHERE id = ANY(${ids}::text[]) ORDER BY id FOR UPDATE`;
}

/**
 * Adds edges and counts them on both ends: on the waiting task those that have not ended, on the awaited all, so
 * that a task nobody waits for can end in one statement.
 */
export async function insertEdges(tx: Tx, projectId: string, edges: Edge[]): Promise<void> {
  if (edges.length === 0) return;
  const waiting = edges.map((edge) => edge.taskId);
  const awaited = edges.map((edge) => edge.dependsOnId);
  await tx.$executeRaw`
    INSERT INTO task_dependencies (task_id, depends_on_id, project_id)
    SELECT edge.*, ${projectId} FROM unnest(${waiting}::text[], ${awaited}::text[]) AS edge`;
  await recount(tx, [...waiting, ...awaited]);
}

export async function deleteEdgesOf(tx: Tx, taskId: string): Promise<void> {
  const removed = await tx.$queryRaw<{ id: string }[]>`
    DELETE FROM task_dependencies WHERE task_id = ${taskId} RETURNING depends_on_id AS id`;
  await recount(tx, [taskId, ...removed.map((row) => row.id)]);
}

async function recount(tx: Tx, ids: string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE tasks SET
      dependants = (SELECT count(*) FROM task_dependencies d WHERE d.depends_on_id = tasks.id),
      open_dependencies = (SELECT count(*) FROM task_dependencies d JOIN tasks o ON o.id = d.depends_on_id
        WHERE d.task_id = tasks.id AND o.finished_at IS NULL)
    WHERE id = ANY(${[...new Set(ids)]}::text[])`;
}

/** Makes edits of dependencies in a project wait for each other: two could close a cycle that neither sees. */
export async function lockGraph(tx: Tx, projectId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM projects WHERE id = ${projectId} FOR NO KEY UPDATE`;
}

/** A way along dependencies from one of `from` to `to`, both included; null when there is none. */
export async function findPath(tx: Tx, from: string[], to: string): Promise<string[] | null> {
  // Each edge is walked once, however many ways lead to it; the way is read back from the end.
  const steps = await tx.$queryRaw<{ id: string; via: string | null }[]>`
    WITH RECURSIVE walk (id, via) AS (
      SELECT id, NULL::text FROM unnest(${from}::text[]) AS id
      UNION
      SELECT d.depends_on_id, d.task_id FROM walk JOIN task_dependencies d ON d.task_id = walk.id
    )
    SELECT id, via FROM walk`;
  const cameFrom = new Map<string, string | null>();
  for (const { id, via } of steps) if (!cameFrom.get(id)) cameFrom.set(id, via);
  for (const id of from) cameFrom.set(id, null);
  if (!cameFrom.has(to)) return null;
  const path = [to];
  for (let at = cameFrom.get(to); at; at = cameFrom.get(at)) path.unshift(at);
  return path;
}

const LINKS_MAX = 200;

export async function listDependencies(tx: Tx, taskId: string): Promise<TaskLink[]> {
  return tx.$queryRaw`
    SELECT t.id, t.title, t.state FROM task_dependencies d JOIN tasks t ON t.id = d.depends_on_id
    WHERE d.task_id = ${taskId} ORDER BY t.id LIMIT ${LINKS_MAX}`;
}

export async function listDependants(tx: Tx, taskId: string): Promise<TaskLink[]> {
  return tx.$queryRaw`
    SELECT t.id, t.title, t.state FROM task_dependencies d JOIN tasks t ON t.id = d.task_id
    WHERE d.depends_on_id = ${taskId} ORDER BY t.id LIMIT ${LINKS_MAX}`;
}

/** The edges among these tasks. */
export async function listEdges(tx: Tx, ids: string[]): Promise<TaskGraph["edges"]> {
  return tx.$queryRaw`
    SELECT depends_on_id AS "from", task_id AS "to" FROM task_dependencies
    WHERE task_id = ANY(${ids}::text[]) AND depends_on_id = ANY(${ids}::text[])`;
}
