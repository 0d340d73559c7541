// The figures of the overview.
import { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/platform/db/transact";
import type { Overview, TaskState } from "../schema";
import { undoableKinds } from "./waiting";

const of = (projectId: string | undefined) =>
  projectId ? Prisma.sql`project_id = ${projectId}` : Prisma.sql`true`;

export async function countTasksByState(
  tx: Tx,
  projectId: string | undefined,
): Promise<Record<TaskState, number>> {
  const groups = await tx.$queryRaw<{ state: TaskState; count: number }[]>`
    SELECT state, count(*)::int AS count FROM tasks WHERE ${of(projectId)} GROUP BY state`;
  const counts = { pending: 0, claimed: 0, running: 0, completed: 0, failed: 0, cancelled: 0 };
  for (const group of groups) counts[group.state] = group.count;
  return counts;
}

export async function countFinishedLastHour(
  tx: Tx,
  projectId: string | undefined,
): Promise<Overview["finishedLastHour"]> {
  const rows = await tx.$queryRaw<{ state: string; count: number }[]>`
    SELECT state, count(*)::int AS count FROM tasks
    WHERE finished_at > now() - interval '1 hour' AND ${of(projectId)} GROUP BY state`;
  const count = (state: string) => rows.find((row) => row.state === state)?.count ?? 0;
  return { completed: count("completed"), failed: count("failed"), cancelled: count("cancelled") };
}

/** When the oldest task joined the queue that is waiting, and how many wait for others. */
export async function readPending(
  tx: Tx,
  projectId: string | undefined,
): Promise<{ oldestPendingAt: string | null; blockedTasks: number }> {
  const [row] = await tx.$queryRaw<[{ oldest: Date | null; blocked: number }]>`
    SELECT min(enqueued_at) AS oldest, count(*) FILTER (WHERE open_dependencies > 0)::int AS blocked
    FROM tasks WHERE state = 'pending' AND ${of(projectId)}`;
  return { oldestPendingAt: row.oldest?.toISOString() ?? null, blockedTasks: row.blocked };
}

/** How many of the claimable tasks that come first no agent can do. */
export async function countUndoable(tx: Tx, projectId: string | undefined): Promise<number> {
  const [row] = await tx.$queryRaw<[{ count: number }]>`
    SELECT coalesce(sum(kind.count), 0)::int AS count FROM (${undoableKinds(projectId)}) AS kind`;
  return row.count;
}
