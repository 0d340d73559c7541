import type { PhaseHistory, Prisma, Ticket as TicketRow } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/platform/db/transact";
import type { Page } from "@/lib/platform/schema";
import type {
  CreateTicket,
  Priority,
  TaskState,
  Ticket,
  TicketDetail,
  TicketStatus,
  TicketsQuery,
  UpdateTicket,
} from "../schema";
import { literally, toPage } from "./page";

type Counts = Ticket["taskCounts"];

export async function insertTicket(
  tx: Tx,
  row: CreateTicket & { id: string; createdBy: string },
): Promise<Ticket> {
  const context = row.context as Prisma.InputJsonObject;
  return toTicket(await tx.ticket.create({ data: { ...row, context } }), {});
}

export async function findTicket(tx: Tx, id: string): Promise<Ticket | null> {
  const row = await tx.ticket.findUnique({ where: { id } });
  return row && toTicket(row, (await countTasks(tx, [id])).get(id));
}

export async function findTicketDetail(tx: Tx, id: string): Promise<TicketDetail | null> {
  const row = await tx.ticket.findUnique({
    where: { id },
    include: { history: { orderBy: { id: "desc" }, take: 200 } },
  });
  if (!row) return null;
  return {
    ...toTicket(row, (await countTasks(tx, [id])).get(id)),
    history: row.history.map(toPhaseChange).reverse(),
  };
}

export async function listTickets(tx: Tx, query: TicketsQuery): Promise<Page<Ticket>> {
  const rows = await tx.ticket.findMany({
    where: {
      ...(query.project ? { projectId: query.project } : {}),
      ...(query.phase ? { phase: query.phase } : {}),
      ...(query.status ? { status: query.status } : {}),
      ...(query.q ? { title: { contains: literally(query.q), mode: "insensitive" } } : {}),
      ...(query.cursor ? { id: { lt: query.cursor } } : {}),
    },
    orderBy: { id: "desc" },
    take: query.limit + 1,
  });
  const counts = await countTasks(
    tx,
    rows.map((row) => row.id),
  );
  return toPage(rows, query.limit, (row) => toTicket(row, counts.get(row.id)));
}

export async function countOpenTickets(tx: Tx, projectId: string | undefined): Promise<number> {
  return tx.ticket.count({ where: { status: "open", ...(projectId ? { projectId } : {}) } });
}

export async function updateTicket(tx: Tx, id: string, change: UpdateTicket): Promise<void> {
  const data = { ...change, updatedAt: new Date(), version: { increment: 1 } };
  await tx.ticket.update({ where: { id }, data: data as Prisma.TicketUpdateInput });
}

/** Moves an open ticket on from the phase it was seen in; false when somebody else moved or closed it meanwhile. */
export async function moveTicket(tx: Tx, id: string, from: string, to: string): Promise<boolean> {
  const moved = await tx.$executeRaw`
    UPDATE tickets SET phase = ${to}, updated_at = now(), version = version + 1
    WHERE id = ${id} AND phase = ${from} AND status = 'open'`;
  return moved === 1;
}

export async function insertPhaseChange(tx: Tx, row: Prisma.PhaseHistoryUncheckedCreateInput): Promise<void> {
  await tx.phaseHistory.create({ data: row });
}

async function countTasks(tx: Tx, ticketIds: string[]): Promise<Map<string, Counts>> {
  const counts = new Map<string, Counts>();
  if (ticketIds.length === 0) return counts;
  const groups = await tx.task.groupBy({
    by: ["ticketId", "state"],
    where: { ticketId: { in: ticketIds } },
    _count: { _all: true },
  });
  for (const group of groups) {
    const of = counts.get(group.ticketId) ?? {};
    of[group.state as TaskState] = group._count._all;
    counts.set(group.ticketId, of);
  }
  return counts;
}

function toTicket(row: TicketRow, taskCounts: Counts = {}): Ticket {
  return {
    id: row.id,
    projectId: row.projectId,
    title: row.title,
    description: row.description,
    phase: row.phase,
    status: row.status as TicketStatus,
    priority: row.priority as Priority,
    context: row.context as Ticket["context"],
    taskCounts,
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    version: row.version,
  };
}

function toPhaseChange(row: PhaseHistory): TicketDetail["history"][number] {
  return {
    id: row.id,
    from: row.fromPhase,
    to: row.toPhase,
    actor: row.actor,
    reason: row.reason,
    at: row.at.toISOString(),
  };
}
