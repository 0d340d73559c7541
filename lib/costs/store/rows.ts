// The one place that says how records come into SQL: as JSON, one parameter for any number of them.
import { Prisma } from "@/lib/generated/prisma/client";
import { NONE } from "../schema";

export interface NewRecord {
  id: string;
  projectId: string;
  taskId: string | null;
  ticketId: string | null;
  agentId: string | null;
  attemptId: string | null;
  phase: string | null;
  source: string;
  externalId: string;
  provider: string;
  model: string;
  rawModel: string;
  input: number;
  cacheRead: number;
  cacheWrite5m: number;
  cacheWrite1h: number;
  output: number;
  totalCost: string | null;
  reportedCost: string | null;
  priceVersion: string | null;
  occurredAt: Date;
  /** Without a price: what it is taken to cost. */
  assumedCost: string | null;
  /** Whether its source is the one whose word is taken for its attempt. */
  isCounted: boolean;
  isSum: boolean;
  isEstimated: boolean;
  /** What it was served at; null: the usual. */
  tier: string | null;
  rawProvider: string;
}

/** These records as the rows of a table, under these names. Costs are rounded here, once, before anything adds them. */
export function given(records: readonly NewRecord[]): Prisma.Sql {
  return Prisma.sql`jsonb_to_recordset(${JSON.stringify(records)}::jsonb) AS given ("id" text, "projectId" text,
    "taskId" text, "ticketId" text, "agentId" text, "attemptId" text, "phase" text, "source" text, "externalId" text,
    "provider" text, "model" text, "rawModel" text, "input" bigint, "cacheRead" bigint, "cacheWrite5m" bigint,
    "cacheWrite1h" bigint, "output" bigint, "totalCost" numeric(20,12), "reportedCost" numeric(20,12),
    "priceVersion" text, "occurredAt" timestamptz(3), "assumedCost" numeric(20,12), "isCounted" boolean,
    "isSum" boolean, "rawProvider" text, "isEstimated" boolean, "tier" text)`;
}

/** What a change of the ledger adds to the sums that it belongs to. */
export interface Move {
  projectId: string;
  ticketId: string | null;
  agentId: string | null;
  phase: string | null;
  provider: string;
  model: string;
  occurredAt: Date;
  cost: string;
  /** Calls without a price, more or fewer. */
  unpriced: number;
  assumed: string;
}

/** These moves as the rows of a table, as `given` does. */
export function moving(moves: readonly Move[]): Prisma.Sql {
  return Prisma.sql`jsonb_to_recordset(${JSON.stringify(moves)}::jsonb) AS given ("projectId" text, "ticketId" text,
    "agentId" text, "phase" text, "provider" text, "model" text, "occurredAt" timestamptz(3), "cost" numeric(20,12),
    "unpriced" int, "assumed" numeric(20,12))`;
}

/** What a record that was just written adds. */
export function toMove(record: NewRecord): Move {
  const { projectId, ticketId, agentId, phase, provider, model, occurredAt, totalCost, assumedCost } = record;
  const cost = totalCost ?? "0";
  const assumed = assumedCost ?? "0";
  const unpriced = totalCost === null ? 1 : 0;
  return { projectId, ticketId, agentId, phase, provider, model, occurredAt, cost, unpriced, assumed };
}

/** What a record costs: by its last adjustment, else as it was first. Null while no price is known. */
export const COST = Prisma.raw("coalesce(adjusted_cost, total_cost)");

/** Whether the budget `b` pays for the record `given`. */
export const COVERS = Prisma.raw(
  'budget_covers(b, given."projectId", given."ticketId", given."agentId", given."phase")',
);

/** What a record is about, as a column; the roll-up has empty text where the record has nothing. */
const COLUMNS = { ticket: "ticket_id", agent: "agent_id", phase: "phase", task: "task_id" } as const;

/** Narrows to a ticket, agent, phase and task, or to what has none. */
export function about(
  query: Partial<Record<keyof typeof COLUMNS, string | undefined>>,
  none: "null" | "empty" = "null",
): Prisma.Sql[] {
  return (Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]).flatMap((field) => {
    const wanted = query[field];
    if (wanted === undefined) return [];
    const column = Prisma.raw(COLUMNS[field]);
    if (wanted !== NONE) return [Prisma.sql`${column} = ${wanted}`];
    return [none === "null" ? Prisma.sql`${column} IS NULL` : Prisma.sql`${column} = ''`];
  });
}
