import { type Actor, maySee, requireScope } from "@/lib/platform/auth/actor";
import { type Tx, transact } from "@/lib/platform/db/transact";
import { AppError, type Issue } from "@/lib/platform/errors";
import { publishAll } from "@/lib/platform/events/service";
import { newId } from "@/lib/platform/ids";
import { requirePhase } from "../phases";
import type { BatchTask, CreatedTasks, CreateTasks, Ticket } from "../schema";
import * as store from "../store/tasks";
import { lockTickets } from "../store/tickets";
import { addDependencies } from "./dependencies";
import { taskEvent } from "./task-event";

/** Puts many tasks into the queue, or none: the refusal names the row that was wrong. */
export async function createTasks(actor: Actor, input: CreateTasks): Promise<CreatedTasks> {
  requireScope(actor, "work:write");
  return transact("task.create_batch", async (tx) => {
    const ids = await enqueue(tx, actor, input.tasks, "/tasks");
    return { tasks: await store.getSummaries(tx, ids) };
  });
}

/** Inserts tasks with their dependencies and events; `at` is where the rows are in the body. Returns their ids. */
export async function enqueue(
  tx: Tx,
  actor: Actor,
  rows: (BatchTask & { retryOf?: string })[],
  at?: string,
): Promise<string[]> {
  const tickets = await lockTickets(tx, [...new Set(rows.map((row) => row.ticketId))]);
  const placed = rows.map((row, index) => {
    const pointer = at === undefined ? "" : `${at}/${index}`;
    const ticket = requireOpen(actor, tickets.get(row.ticketId) ?? null, pointer);
    if (row.phase) requirePhase(row.phase, `${pointer}/phase`);
    const { priority = ticket.priority, phase = ticket.phase } = row;
    return {
      ...row,
      id: newId("task"),
      projectId: ticket.projectId,
      priority,
      phase,
      createdBy: actor.id,
      pointer,
    };
  });
  await store.insertTasks(tx, placed);
  await addDependencies(tx, placed);
  await publishAll(
    tx,
    actor,
    placed.map(({ id, ticketId, priority, retryOf, ...told }) =>
      taskEvent(
        "task.created",
        { ...told, taskId: id },
        { ticketId, priority, ...(retryOf ? { retryOf } : {}) },
      ),
    ),
  );
  return placed.map((row) => row.id);
}

function requireOpen(actor: Actor, ticket: Ticket | null, pointer: string): Ticket {
  const issue = (detail: string): { issues?: Issue[] } =>
    pointer ? { issues: [{ in: "body", pointer: `${pointer}/ticketId`, detail }] } : {};
  if (!ticket || !maySee(actor, ticket.projectId)) {
    throw new AppError("not_found", "There is no such ticket.", issue("There is no such ticket."));
  }
  if (ticket.status === "open") return ticket;
  const detail = `This ticket is ${ticket.status}; reopen it to add tasks.`;
  throw new AppError("invalid_state", detail, { facts: { status: ticket.status }, ...issue(detail) });
}
