import { type Actor, requireScope, seenBy } from "@/lib/platform/auth/actor";
import { read, type Tx, transact } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import { publish } from "@/lib/platform/events/service";
import type { Page } from "@/lib/platform/schema";
import { isFinished } from "../rules";
import type {
  CreateTask,
  Overview,
  RerunTask,
  Task,
  TaskDetail,
  TaskGraph,
  TaskSummary,
  TasksQuery,
  UpdateTask,
} from "../schema";
import { countAgents } from "../store/agents";
import { listArtifacts } from "../store/artifacts";
import { listAttempts } from "../store/attempts";
import { countFinishedLastHour, countTasksByState, countUndoable, readPending } from "../store/counts";
import { listDependants, listDependencies, listEdges, lockDependencies } from "../store/dependencies";
import { countLiveHolds } from "../store/holds";
import * as store from "../store/tasks";
import { countOpenTickets, findTicket } from "../store/tickets";
import { lockForEdit, replaceDependencies } from "./dependencies";
import { enqueue } from "./enqueue";
import { taskEvent } from "./task-event";
import { explainWaiting } from "./waiting";

/** Puts a task into the queue. Throws `invalid_state` for a closed ticket or a dependency that failed. */
export async function createTask(actor: Actor, input: CreateTask): Promise<Task> {
  requireScope(actor, "work:write");
  return transact("task.create", async (tx) => {
    const [id] = await enqueue(tx, actor, [{ ...input, dependsOnKeys: [] }]);
    return store.getTask(tx, id as string);
  });
}

/** A new task like a finished one, with the same prompt unless another is given. */
export async function rerunTask(actor: Actor, id: string, input: RerunTask): Promise<Task> {
  requireScope(actor, "work:write");
  return transact("task.rerun", async (tx) => store.getTask(tx, await rerunWithin(tx, actor, id, input)));
}

/** The same in the caller's transaction; the caller authorises. Returns the new task's id. */
export async function rerunWithin(tx: Tx, actor: Actor, id: string, input: RerunTask): Promise<string> {
  const task = seenBy(actor, "task", await store.findTask(tx, id));
  if (!isFinished(task.state)) {
    throw new AppError("invalid_state", `This task is ${task.state}; only a finished one is run again.`, {
      facts: { state: task.state },
    });
  }
  const again: CreateTask = {
    ...task,
    priority: task.basePriority,
    dependsOn: [],
    deadline: null,
    description: input.description ?? task.description,
  };
  const [next] = await enqueue(tx, actor, [{ ...again, dependsOnKeys: [], retryOf: id }]);
  return next as string;
}

/**
 * Puts a cancelled task back into the queue where it was, in the caller's transaction; the caller authorises. False when
 * something followed from its end, or it has another one now: then only a new task can take its place.
 */
export async function reopenWithin(tx: Tx, actor: Actor, id: string, reason: string): Promise<boolean> {
  const awaited = (await listDependencies(tx, id)).map((link) => link.id);
  // Before the task itself, as everybody does: one of them may be ending.
  await lockDependencies(tx, awaited);
  await store.lockTask(tx, id);
  const task = seenBy(actor, "task", await store.findTask(tx, id));
  if (!(await store.reopenTask(tx, id))) return false;
  const { projectId, title } = task;
  const told = { taskId: id, projectId, title };
  await publish(tx, actor, taskEvent("task.retried", told, { isReopened: true, reason, delayMs: 0 }));
  return true;
}

export async function updateTask(actor: Actor, id: string, input: UpdateTask): Promise<Task> {
  requireScope(actor, "work:write");
  return transact("task.update", async (tx) => {
    const { dependsOn, ...change } = input;
    if (dependsOn) await lockForEdit(tx, seenBy(actor, "task", await store.findTask(tx, id)), dependsOn);
    await store.lockTask(tx, id);
    const task = seenBy(actor, "task", await store.findTask(tx, id));
    if (!(await store.updateTask(tx, id, change))) {
      throw new AppError("invalid_state", `This task is ${task.state} and cannot be edited any more.`, {
        facts: { state: task.state },
      });
    }
    if (dependsOn) await replaceDependencies(tx, task, dependsOn, change.onDependencyFailure);
    const told = { taskId: id, projectId: task.projectId, title: input.title ?? task.title };
    await publish(tx, actor, taskEvent("task.updated", told, { changed: Object.keys(input) }));
    return store.getTask(tx, id);
  });
}

export async function getTask(actor: Actor, id: string): Promise<TaskDetail> {
  requireScope(actor, "work:read");
  return read(async (tx) => {
    const task = seenBy(actor, "task", await store.findTask(tx, id));
    return {
      ...task,
      attempts: await listAttempts(tx, id),
      artifacts: await listArtifacts(tx, id),
      dependsOn: await listDependencies(tx, id),
      dependants: await listDependants(tx, id),
      waiting: await explainWaiting(tx, actor, task),
    };
  });
}

export async function listTasks(actor: Actor, query: TasksQuery): Promise<Page<TaskSummary>> {
  requireScope(actor, "work:read");
  return read((tx) => store.listTasks(tx, { ...query, project: actor.projectId ?? query.project }));
}

const GRAPH_MAX = 500;

/** The newest tasks of a ticket and the dependencies among them. */
export async function getGraph(actor: Actor, ticketId: string): Promise<TaskGraph> {
  requireScope(actor, "work:read");
  return read(async (tx) => {
    seenBy(actor, "ticket", await findTicket(tx, ticketId));
    const page = await store.listTasks(tx, { ticket: ticketId, limit: GRAPH_MAX });
    const edges = await listEdges(
      tx,
      page.items.map((task) => task.id),
    );
    return { tasks: page.items, edges, isComplete: page.nextCursor === null };
  });
}

/** The figures of the overview, for one project or for all that the actor may see. */
export async function getOverview(actor: Actor, project: string | undefined): Promise<Overview> {
  requireScope(actor, "work:read");
  const projectId = actor.projectId ?? project;
  return read(async (tx: Tx) => ({
    tasksByState: await countTasksByState(tx, projectId),
    agentsByStatus: await countAgents(tx, projectId),
    ...(await readPending(tx, projectId)),
    finishedLastHour: await countFinishedLastHour(tx, projectId),
    ticketsOpen: await countOpenTickets(tx, projectId),
    undoableTasks: await countUndoable(tx, projectId),
    liveHolds: await countLiveHolds(tx, projectId),
  }));
}
