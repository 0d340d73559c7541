import { rows } from "../../support/sql";

export interface CostRow {
  external_id: string;
  provider: string;
  model: string;
  raw_model: string;
  task_id: string | null;
  agent_id: string | null;
  attempt_id: string | null;
  source: string;
  tier: string | null;
  is_estimated: boolean;
  tokens: number[];
  total_cost: string | null;
}

/** What the ledger has of a project, the earliest first; tokens as input, read, written for 5 minutes, for an hour, output. */
export async function costRowsOf(projectId: string): Promise<CostRow[]> {
  return rows<CostRow>`SELECT external_id, provider, model, raw_model, task_id, agent_id, attempt_id, source, tier, is_estimated,
    ARRAY[input_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, output_tokens]::int[] AS tokens,
    trim_scale(total_cost)::text AS total_cost
    FROM cost_records WHERE project_id = ${projectId} ORDER BY recorded_at, id`;
}
