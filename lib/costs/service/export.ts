// Lists as CSV: the same use cases as the lists themselves, page after page.
import type { Actor } from "@/lib/platform/auth/actor";
import { type CsvColumns, csvResponse, pagesOf } from "@/lib/platform/http/csv";
import type { Budget, CostRecord, ExportBudgets, ExportCostRecords } from "../schema";
import { listBudgets } from "./budgets";
import { listCostRecords } from "./records";

/** The most that a page of any list may have. */
const limit = 200;

const RECORD: CsvColumns<CostRecord> = {
  id: (record) => record.id,
  occurred_at: (record) => record.occurredAt,
  project_id: (record) => record.projectId,
  ticket_id: (record) => record.ticketId,
  ticket: (record) => record.ticketTitle,
  task_id: (record) => record.taskId,
  task: (record) => record.taskTitle,
  agent_id: (record) => record.agentId,
  agent: (record) => record.agentName,
  phase: (record) => record.phase,
  provider: (record) => record.provider,
  model: (record) => record.model,
  raw_model: (record) => record.rawModel,
  input_tokens: (record) => record.tokens.input,
  cache_read_tokens: (record) => record.tokens.cacheRead,
  cache_write_5m_tokens: (record) => record.tokens.cacheWrite5m,
  cache_write_1h_tokens: (record) => record.tokens.cacheWrite1h,
  output_tokens: (record) => record.tokens.output,
  status: (record) => record.status,
  total_cost_usd: (record) => record.totalCost,
  first_cost_usd: (record) => record.firstCost,
  assumed_cost_usd: (record) => record.assumedCost,
  reported_cost_usd: (record) => record.reportedCost,
  price_version: (record) => record.priceVersion,
  source: (record) => record.source,
  tier: (record) => record.tier,
  is_estimated: (record) => record.isEstimated,
  is_counted: (record) => record.isCounted,
  external_id: (record) => record.externalId,
  recorded_at: (record) => record.recordedAt,
};

const BUDGET: CsvColumns<Budget> = {
  id: (budget) => budget.id,
  scope: (budget) => budget.scopeLabel,
  project_id: (budget) => budget.projectId,
  limit_usd: (budget) => budget.limit,
  spent_usd: (budget) => budget.current.spent,
  assumed_usd: (budget) => budget.current.assumed,
  reserved_usd: (budget) => budget.current.reserved,
  left_usd: (budget) => budget.current.left,
  unpriced_calls: (budget) => budget.current.unpricedCalls,
  state: (budget) => budget.state,
  period: (budget) => budget.period,
  zone: (budget) => budget.zone,
  period_starts_at: (budget) => budget.current.startsAt,
  period_ends_at: (budget) => budget.current.endsAt,
  warn_at: (budget) => budget.warnAt,
  critical_at: (budget) => budget.criticalAt,
  on_exceed: (budget) => budget.onExceed,
  hold_id: (budget) => budget.current.holdId,
  created_at: (budget) => budget.createdAt,
  updated_at: (budget) => budget.updatedAt,
};

export function exportCostRecords(
  actor: Actor,
  { format: _, ...query }: ExportCostRecords,
): Promise<Response> {
  return csvResponse(
    "cost-records",
    RECORD,
    pagesOf((cursor) => listCostRecords(actor, { ...query, cursor, limit })),
  );
}

export function exportBudgets(actor: Actor, { format: _, ...query }: ExportBudgets): Promise<Response> {
  return csvResponse(
    "budgets",
    BUDGET,
    pagesOf((cursor) => listBudgets(actor, { ...query, cursor, limit })),
  );
}
