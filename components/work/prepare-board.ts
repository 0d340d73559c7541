import type { Phase, Priority, TaskState, Ticket } from "@/lib/work/schema";

export interface Column {
  phase: Phase;
  tickets: Ticket[];
}

const RANK: Record<Priority, number> = { CRITICAL: 0, HIGH: 1, MEDIUM: 2, LOW: 3 };

/**
 * Tickets by phase in the configured order, the most urgent first and then the newest. A phase that left the
 * configuration while tickets are in it stays visible at the end: otherwise these tickets would be lost.
 */
export function toColumns(phases: Phase[], tickets: Ticket[]): Column[] {
  const known = new Set(phases.map((phase) => phase.id));
  const strays = [...new Set(tickets.map((ticket) => ticket.phase))].filter((id) => !known.has(id)).sort();
  const all = [
    ...phases,
    ...strays.map((id) => ({ id, name: id, description: "Not configured any more.", next: [] })),
  ];
  return all.map((phase) => ({
    phase,
    tickets: tickets
      .filter((ticket) => ticket.phase === phase.id)
      .sort((a, b) => RANK[a.priority] - RANK[b.priority] || (a.id < b.id ? 1 : -1)),
  }));
}

/** The column a phone shows: the one chosen, else the first that holds something. */
export function chooseColumn(columns: Column[], wanted: string | null): string | undefined {
  const chosen = columns.find((column) => column.phase.id === wanted);
  return (chosen ?? columns.find((column) => column.tickets.length > 0) ?? columns[0])?.phase.id;
}

const ORDER: TaskState[] = ["failed", "running", "claimed", "pending", "completed", "cancelled"];

/** A ticket's tasks by state, what matters first; states without tasks are left out. */
export function toCounts(counts: Ticket["taskCounts"]): { state: TaskState; count: number }[] {
  return ORDER.map((state) => ({ state, count: counts[state] ?? 0 })).filter(({ count }) => count > 0);
}

/** The phases that may follow; none for a ticket that is not open, since it would be refused. */
export function nextPhases(phases: Phase[], ticket: Pick<Ticket, "phase" | "status">): Phase[] {
  if (ticket.status !== "open") return [];
  const next = phases.find((phase) => phase.id === ticket.phase)?.next ?? [];
  return next.flatMap((id) => phases.find((phase) => phase.id === id) ?? []);
}

export function phaseName(phases: Phase[] | undefined, id: string): string {
  return phases?.find((phase) => phase.id === id)?.name ?? id;
}
