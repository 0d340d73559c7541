import type { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/platform/db/transact";
import type { Page } from "@/lib/platform/schema";
import { FINISHED } from "../rules";
import type { Priority, Task, TaskDetail, TaskError, TaskState, TasksQuery, UpdateTask } from "../schema";
import { toArtifact } from "./artifacts";
import { toAttempt, WITH_AGENT_NAME } from "./attempts";
import { literally, toPage } from "./page";

const SHOWN = {
  ticket: { select: { title: true } },
  attempts: { where: { endedAt: null }, include: WITH_AGENT_NAME, take: 1 },
} satisfies Prisma.TaskInclude;
type TaskRow = Prisma.TaskGetPayload<{ include: typeof SHOWN }>;

export async function insertTask(tx: Tx, row: Prisma.TaskUncheckedCreateInput): Promise<Task> {
  return toTask(await tx.task.create({ data: row, include: SHOWN }));
}

export async function findTask(tx: Tx, id: string): Promise<Task | null> {
  const row = await tx.task.findUnique({ where: { id }, include: SHOWN });
  return row && toTask(row);
}

/** Holds the task's row until the transaction ends; everything that changes a task's state does so first. */
export async function lockTask(tx: Tx, id: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM tasks WHERE id = ${id} FOR UPDATE`;
}

export async function getTask(tx: Tx, id: string): Promise<Task> {
  return toTask(await tx.task.findUniqueOrThrow({ where: { id }, include: SHOWN }));
}

export async function getTasks(tx: Tx, ids: string[]): Promise<Task[]> {
  const rows = await tx.task.findMany({ where: { id: { in: ids } }, include: SHOWN });
  return rows.map(toTask);
}

export async function findTaskDetail(tx: Tx, id: string): Promise<TaskDetail | null> {
  const task = await findTask(tx, id);
  if (!task) return null;
  const attempts = await tx.attempt.findMany({
    where: { taskId: id },
    orderBy: { number: "desc" },
    include: WITH_AGENT_NAME,
    take: 50,
  });
  const artifacts = await tx.artifact.findMany({ where: { taskId: id }, orderBy: { id: "desc" }, take: 200 });
  return { ...task, attempts: attempts.map(toAttempt), artifacts: artifacts.map(toArtifact) };
}

export async function listTasks(tx: Tx, query: TasksQuery): Promise<Page<Task>> {
  const rows = await tx.task.findMany({
    where: {
      ...(query.project ? { projectId: query.project } : {}),
      ...(query.ticket ? { ticketId: query.ticket } : {}),
      ...(query.state ? { state: query.state } : {}),
      ...(query.agent ? { attempts: { some: { agentId: query.agent } } } : {}),
      ...(query.q ? { title: { contains: literally(query.q), mode: "insensitive" } } : {}),
      ...(query.cursor ? { id: { lt: query.cursor } } : {}),
    },
    include: SHOWN,
    orderBy: { id: "desc" },
    take: query.limit + 1,
  });
  return toPage(rows, query.limit, toTask);
}

/** Edits a task that has not finished; false when it has. */
export async function updateTask(tx: Tx, id: string, change: UpdateTask): Promise<boolean> {
  const data = { ...change, updatedAt: new Date(), version: { increment: 1 } };
  const { count } = await tx.task.updateMany({
    where: { id, state: { notIn: [...FINISHED] } },
    data: data as Prisma.TaskUpdateManyMutationInput,
  });
  return count === 1;
}

export async function countTasksByState(
  tx: Tx,
  projectId: string | undefined,
): Promise<Record<TaskState, number>> {
  const groups = await tx.task.groupBy({
    by: ["state"],
    where: projectId ? { projectId } : {},
    _count: { _all: true },
  });
  const counts = { pending: 0, claimed: 0, running: 0, completed: 0, failed: 0, cancelled: 0 };
  for (const group of groups) counts[group.state as TaskState] = group._count._all;
  return counts;
}

export async function countFinishedLastHour(tx: Tx, projectId: string | undefined) {
  const rows = await tx.$queryRaw<{ state: string; count: number }[]>`
    SELECT state, count(*)::int AS count FROM tasks
    WHERE finished_at > now() - interval '1 hour'
      AND (${projectId ?? null}::text IS NULL OR project_id = ${projectId ?? null})
    GROUP BY state`;
  const of = (state: string) => rows.find((row) => row.state === state)?.count ?? 0;
  return { completed: of("completed"), failed: of("failed"), cancelled: of("cancelled") };
}

export async function findOldestPending(tx: Tx, projectId: string | undefined): Promise<string | null> {
  const row = await tx.task.findFirst({
    where: { state: "pending", ...(projectId ? { projectId } : {}) },
    orderBy: { enqueuedAt: "asc" },
    select: { enqueuedAt: true },
  });
  return row?.enqueuedAt.toISOString() ?? null;
}

function toTask(row: TaskRow): Task {
  const [live] = row.attempts;
  return {
    id: row.id,
    projectId: row.projectId,
    ticketId: row.ticketId,
    ticketTitle: row.ticket.title,
    phase: row.phase,
    type: row.type,
    title: row.title,
    description: row.description,
    priority: row.priority as Priority,
    requiredCapabilities: row.requiredCapabilities,
    timeoutSeconds: row.timeoutSeconds,
    maxAttempts: row.maxAttempts,
    attemptCount: row.attemptCount,
    state: row.state as TaskState,
    agentId: live?.agentId ?? null,
    agentName: live?.agent.name ?? null,
    availableAt: row.availableAt.toISOString(),
    cancel: toCancel(row),
    result: row.result as Task["result"],
    error: row.error as TaskError | null,
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    version: row.version,
  };
}

function toCancel(row: TaskRow): Task["cancel"] {
  if (!row.cancelRequestedAt || !row.cancelDeadline) return null;
  return {
    requestedAt: row.cancelRequestedAt.toISOString(),
    deadline: row.cancelDeadline.toISOString(),
    reason: row.cancelReason ?? "",
    requestedBy: row.cancelRequestedBy ?? "",
  };
}
