import { type PhaseHistory, Prisma, type Ticket as TicketRow } from "@/lib/generated/prisma/client";
import { toPage } from "@/lib/platform/db/page";
import type { Tx } from "@/lib/platform/db/transact";
import { containing } from "@/lib/platform/db/where";
import type { Page } from "@/lib/platform/schema";
import type {
  CreateTicket,
  PhaseChange,
  Priority,
  TaskState,
  Ticket,
  TicketStatus,
  TicketSummary,
  TicketsQuery,
  UpdateTicket,
} from "../schema";

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

/** The tickets named, by id; overrides of their priority wait until this transaction has added its tasks. */
export async function lockTickets(tx: Tx, ids: string[]): Promise<Map<string, Ticket>> {
  await tx.$queryRaw`SELECT id FROM tickets WHERE id = ANY(${ids}::text[]) ORDER BY id FOR KEY SHARE`;
  const rows = await tx.ticket.findMany({ where: { id: { in: ids } } });
  return new Map(rows.map((row) => [row.id, toTicket(row)]));
}

export async function listHistory(tx: Tx, ticketId: string): Promise<PhaseChange[]> {
  const rows = await tx.phaseHistory.findMany({ where: { ticketId }, orderBy: { id: "desc" }, take: 200 });
  return rows.map(toPhaseChange).reverse();
}

/** What lists need: descriptions and contexts may be long. */
const SUMMARY = {
  id: true,
  projectId: true,
  title: true,
  phase: true,
  status: true,
  priority: true,
  createdBy: true,
  createdAt: true,
  updatedAt: true,
  version: true,
} satisfies Prisma.TicketSelect;
type SummaryRow = Prisma.TicketGetPayload<{ select: typeof SUMMARY }>;

export async function listTickets(tx: Tx, query: TicketsQuery): Promise<Page<TicketSummary>> {
  const rows = await tx.ticket.findMany({
    where: {
      ...(query.project ? { projectId: query.project } : {}),
      ...(query.phase ? { phase: query.phase } : {}),
      ...(query.status ? { status: query.status } : {}),
      ...(query.priority ? { priority: query.priority } : {}),
      ...(query.q ? { title: containing(query.q) } : {}),
      ...(query.cursor ? { id: { lt: query.cursor } } : {}),
    },
    select: SUMMARY,
    orderBy: { id: "desc" },
    take: query.limit + 1,
  });
  const counts = await countTasks(
    tx,
    rows.map((row) => row.id),
  );
  return toPage(rows, query.limit, (row) => toSummary(row, counts.get(row.id)));
}

/** Of each phase the most urgent open tickets, and how many there are. */
export async function readBoard(
  tx: Tx,
  projectId: string | undefined,
  perPhase: number,
): Promise<Map<string, { total: number; tickets: TicketSummary[] }>> {
  const ofProject = projectId ? Prisma.sql`AND project_id = ${projectId}` : Prisma.empty;
  const rows = await tx.$queryRaw<(SummaryRow & { total: number })[]>`
    SELECT id, project_id AS "projectId", title, phase, status, priority, created_by AS "createdBy",
      created_at AS "createdAt", updated_at AS "updatedAt", version, total
    FROM (SELECT *, count(*) OVER (PARTITION BY phase)::int AS total,
        row_number() OVER (PARTITION BY phase ORDER BY priority_rank(priority) DESC, id) AS place
      FROM tickets WHERE status = 'open' ${ofProject}) AS placed
    WHERE place <= ${perPhase} ORDER BY place`;
  const counts = await countTasks(
    tx,
    rows.map((row) => row.id),
  );
  const board = new Map<string, { total: number; tickets: TicketSummary[] }>();
  for (const row of rows) {
    const column = board.get(row.phase) ?? { total: row.total, tickets: [] };
    column.tickets.push(toSummary(row, counts.get(row.id)));
    board.set(row.phase, column);
  }
  return board;
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

function toSummary(row: SummaryRow, taskCounts: Counts = {}): TicketSummary {
  return {
    id: row.id,
    projectId: row.projectId,
    title: row.title,
    phase: row.phase,
    status: row.status as TicketStatus,
    priority: row.priority as Priority,
    taskCounts,
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    version: row.version,
  };
}

function toTicket(row: TicketRow, taskCounts: Counts = {}): Ticket {
  const context = row.context as Ticket["context"];
  return { ...toSummary(row, taskCounts), description: row.description, context };
}

function toPhaseChange(row: PhaseHistory): PhaseChange {
  const detail = row.detail as Partial<Pick<PhaseChange, "criteriaMet" | "forced">>;
  return {
    id: row.id,
    from: row.fromPhase,
    to: row.toPhase,
    actor: row.actor,
    reason: row.reason,
    criteriaMet: detail.criteriaMet ?? [],
    forced: detail.forced ?? null,
    at: row.at.toISOString(),
  };
}
