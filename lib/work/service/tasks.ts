import { type Actor, requireScope, seenBy } from "@/lib/platform/auth/actor";
import { read, transact } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import { publish } from "@/lib/platform/events/service";
import { newId } from "@/lib/platform/ids";
import type { Page } from "@/lib/platform/schema";
import { requirePhase } from "../phases";
import type { CreateTask, Overview, Task, TaskDetail, TasksQuery, UpdateTask } from "../schema";
import { countAgents } from "../store/agents";
import * as store from "../store/tasks";
import { countOpenTickets, findTicket } from "../store/tickets";

export async function createTask(actor: Actor, input: CreateTask): Promise<Task> {
  requireScope(actor, "work:write");
  if (input.phase) requirePhase(input.phase);
  return transact("task.create", async (tx) => {
    const ticket = seenBy(actor, "ticket", await findTicket(tx, input.ticketId));
    if (ticket.status !== "open") {
      throw new AppError("invalid_state", `This ticket is ${ticket.status}; reopen it to add tasks.`, {
        facts: { status: ticket.status },
      });
    }
    const id = newId("task");
    const task = await store.insertTask(tx, {
      id,
      ...input,
      projectId: ticket.projectId,
      phase: input.phase ?? ticket.phase,
      priority: input.priority ?? ticket.priority,
      createdBy: actor.id,
    });
    await publish(tx, actor, {
      type: "task.created",
      entity: id,
      projectId: ticket.projectId,
      payload: { title: task.title, ticketId: ticket.id, priority: task.priority },
    });
    return task;
  });
}

export async function updateTask(actor: Actor, id: string, input: UpdateTask): Promise<Task> {
  requireScope(actor, "work:write");
  return transact("task.update", async (tx) => {
    const task = seenBy(actor, "task", await store.findTask(tx, id));
    if (!(await store.updateTask(tx, id, input))) {
      throw new AppError("invalid_state", `This task is ${task.state} and cannot be edited any more.`, {
        facts: { state: task.state },
      });
    }
    await publish(tx, actor, {
      type: "task.updated",
      entity: id,
      projectId: task.projectId,
      payload: { changed: Object.keys(input) },
    });
    return store.getTask(tx, id);
  });
}

export async function getTask(actor: Actor, id: string): Promise<TaskDetail> {
  requireScope(actor, "work:read");
  return read(async (tx) => seenBy(actor, "task", await store.findTaskDetail(tx, id)));
}

export async function listTasks(actor: Actor, query: TasksQuery): Promise<Page<Task>> {
  requireScope(actor, "work:read");
  return read((tx) => store.listTasks(tx, { ...query, project: actor.projectId ?? query.project }));
}

/** The figures of the overview, for one project or for all that the actor may see. */
export async function getOverview(actor: Actor, project: string | undefined): Promise<Overview> {
  requireScope(actor, "work:read");
  const projectId = actor.projectId ?? project;
  return read(async (tx) => ({
    tasksByState: await store.countTasksByState(tx, projectId),
    agentsByStatus: await countAgents(tx, projectId),
    oldestPendingAt: await store.findOldestPending(tx, projectId),
    finishedLastHour: await store.countFinishedLastHour(tx, projectId),
    ticketsOpen: await countOpenTickets(tx, projectId),
  }));
}
