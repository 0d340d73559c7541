import type { Board, Phase, PhaseGap, TaskState, TicketSummary } from "@/lib/work/schema";

export interface Column {
  phase: Phase;
  /** The most urgent of its tickets, as many as a board shows. */
  tickets: TicketSummary[];
  total: number;
}

/**
 * The board's columns in the configured order, empty ones too. A phase that left the configuration while tickets
 * are in it stays visible at the end: otherwise these tickets would be lost.
 */
export function toColumns(phases: Phase[], columns: Board["columns"]): Column[] {
  const known = new Set(phases.map((phase) => phase.id));
  const strays = columns.map((column) => column.phase).filter((id) => !known.has(id));
  const all = [...phases, ...strays.map(unconfigured)];
  return all.map((phase) => {
    const column = columns.find((candidate) => candidate.phase === phase.id);
    return { phase, tickets: column?.tickets ?? [], total: column?.total ?? 0 };
  });
}

function unconfigured(id: string): Phase {
  const description = "Not configured any more.";
  return { id, name: id, description, next: [], artifacts: [], criteria: [] };
}

/** The column a phone shows: the one chosen, else the first that holds something. */
export function chooseColumn(columns: Column[], wanted: string | null): string | undefined {
  const chosen = columns.find((column) => column.phase.id === wanted);
  return (chosen ?? columns.find((column) => column.total > 0) ?? columns[0])?.phase.id;
}

const ORDER: TaskState[] = ["failed", "running", "claimed", "pending", "completed", "cancelled"];

/** A ticket's tasks by state, what matters first; states without tasks are left out. */
export function toCounts(counts: TicketSummary["taskCounts"]): { state: TaskState; count: number }[] {
  return ORDER.map((state) => ({ state, count: counts[state] ?? 0 })).filter(({ count }) => count > 0);
}

/** The phases that may follow; none for a ticket that is not open, since it would be refused. */
export function nextPhases(phases: Phase[], ticket: Pick<TicketSummary, "phase" | "status">): Phase[] {
  if (ticket.status !== "open") return [];
  const next = phases.find((phase) => phase.id === ticket.phase)?.next ?? [];
  return next.flatMap((id) => phases.find((phase) => phase.id === id) ?? []);
}

export function phaseName(phases: Phase[] | undefined, id: string): string {
  return phases?.find((phase) => phase.id === id)?.name ?? id;
}

/** Whether a ticket may be dropped on a phase. */
export function mayMoveTo(phases: Phase[], ticket: TicketSummary | null, phase: string): boolean {
  return ticket !== null && nextPhases(phases, ticket).some(({ id }) => id === phase);
}

/** Whether what the phase asks for would be there, with these criteria confirmed. */
export function isGapClosed(gap: PhaseGap, confirmed: readonly string[]): boolean {
  return gap.missingArtifacts.length === 0 && gap.openCriteria.every(({ id }) => confirmed.includes(id));
}

/** `Requirements document` */
export function artifactWords(type: string): string {
  const words = type.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Whether a move leads on in the configured order: only then is the phase left asked for what it needs. */
export function isOnwards(phases: Phase[], from: string, to: string): boolean {
  const place = (id: string) => phases.findIndex((phase) => phase.id === id);
  return place(to) > place(from);
}
