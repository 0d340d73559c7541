// The one place that says how records come into SQL: as JSON, one parameter for any number of them.
import { Prisma } from "@/lib/generated/prisma/client";

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
}

/** These records as the rows of a table, under these names. Costs are rounded here, once, before anything adds them. */
export function given(records: readonly NewRecord[]): Prisma.Sql {
  return Prisma.sql`jsonb_to_recordset(${JSON.stringify(records)}::jsonb) AS given ("id" text, "projectId" text,
    "taskId" text, "ticketId" text, "agentId" text, "attemptId" text, "phase" text, "source" text, "externalId" text,
    "provider" text, "model" text, "rawModel" text, "input" bigint, "cacheRead" bigint, "cacheWrite5m" bigint,
    "cacheWrite1h" bigint, "output" bigint, "totalCost" numeric(20,12), "reportedCost" numeric(20,12),
    "priceVersion" text, "occurredAt" timestamptz(3))`;
}

/** Whether the budget `b` pays for the record `given`. */
export const COVERS = Prisma.raw(
  'budget_covers(b, given."projectId", given."ticketId", given."agentId", given."phase")',
);

/** Conditions joined by AND; none is true. */
export function all(conditions: Prisma.Sql[]): Prisma.Sql {
  return conditions.length > 0 ? Prisma.join(conditions, " AND ") : Prisma.sql`true`;
}
