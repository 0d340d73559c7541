// Much data in a few statements: what pages and queries are measured with.
import { database } from "@/lib/platform/db/client";
import { listPhases } from "@/lib/work/phases";

export const PHASES_ALL = listPhases().map((phase) => phase.id);

/** Tickets over all phases, and tasks in every state: nine tenths have ended, as after some months. */
export async function seedLists({ tasks, tickets }: { tasks: number; tickets: number }): Promise<void> {
  const { prisma } = await database();
  await prisma.$executeRaw`
    INSERT INTO tickets (id, project_id, title, description, phase, status, priority, created_by)
    SELECT 'tkt_0' || lpad(n::text, 25, '0'), (SELECT id FROM projects WHERE slug = 'default'), 'Ticket number ' || n,
      repeat('About this ticket. ', 20), (${PHASES_ALL}::text[])[1 + n % ${PHASES_ALL.length}::int],
      CASE WHEN n % 3 = 0 THEN 'done' ELSE 'open' END, (ARRAY['CRITICAL','HIGH','MEDIUM','LOW'])[1 + n % 4], 'bench'
    FROM generate_series(1, ${tickets}::int) AS n`;
  await prisma.$executeRaw`
    INSERT INTO tasks (id, project_id, ticket_id, phase, type, title, description, priority, required_capabilities,
      timeout_seconds, max_attempts, state, finished_at, created_by, enqueued_at, open_dependencies)
    SELECT 'task_0' || lpad(n::text, 25, '0'), k.project_id, k.id, k.phase, 'task',
      CASE WHEN n % 5000 = 0 THEN 'The needle ' ELSE 'Implement part ' END || n, repeat('Do this and that. ', 60),
      (ARRAY['CRITICAL','HIGH','MEDIUM','LOW'])[1 + n % 4], ARRAY['typescript'], 3600, 3,
      CASE WHEN n % 10 = 0 THEN 'pending' WHEN n % 17 = 0 THEN 'failed' WHEN n % 31 = 0 THEN 'cancelled' ELSE 'completed' END,
      CASE WHEN n % 10 <> 0 THEN now() - n * interval '10 seconds' END, 'bench', now() - n * interval '1 second',
      CASE WHEN n % 100 = 0 THEN 1 ELSE 0 END
    FROM generate_series(1, ${tasks}::int) AS n JOIN tickets k ON k.id = 'tkt_0' || lpad((1 + n % ${tickets}::int)::text, 25, '0')`;
  await prisma.$executeRawUnsafe("ANALYZE");
}

/**
 * Records of the last 120 days: twenty agents that work on a task for two hours each, with two models; one in a thousand
 * of a model that few call, of none that has a price, without a ticket, or told by a source that does not count.
 */
export async function seedRecords(records: number): Promise<void> {
  const { prisma } = await database();
  await prisma.$executeRaw`
    INSERT INTO agents (id, name, type, capabilities, capacity, registered_by)
    SELECT 'agent_0' || lpad(n::text, 25, '0'), 'Agent ' || n, 'worker', '{}', 1, 'bench'
    FROM generate_series(0, 19) AS n`;
  await prisma.$executeRaw`
    SELECT make_month_partition('cost_records', 'occurred_at', (now() - make_interval(months => n))::date)
    FROM generate_series(0, 5) AS n`;
  await prisma.$executeRaw`
    INSERT INTO cost_records (id, project_id, task_id, ticket_id, agent_id, phase, source, external_id, provider, model,
      raw_model, input_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, output_tokens,
      total_cost, status, price_version, occurred_at, is_counted, raw_provider)
    SELECT 'cost_0' || lpad(n::text, 25, '0'), t.project_id, t.id, CASE WHEN n % 1000 <> 4 THEN t.ticket_id END,
      'agent_0' || lpad((n % 20)::text, 25, '0'), t.phase, 'gateway', 'seed-' || n, 'anthropic', m.model, m.model,
      500 + n % 3000, 20000 + n % 9000, 700, 0, 300 + n % 500,
      CASE WHEN n % 1000 <> 2 THEN 0.0123 + (n % 977) * 0.000001 END,
      CASE WHEN n % 1000 <> 2 THEN 'priced' ELSE 'unpriced' END, 'seed', s.at, n % 1000 <> 3, 'anthropic'
    FROM generate_series(1, ${records}::int) AS n
    CROSS JOIN LATERAL (SELECT now() - n * (interval '120 days' / ${records}::int) AS at) AS s
    CROSS JOIN LATERAL (SELECT CASE WHEN n % 1000 = 1 THEN 'rare-model' WHEN n % 1000 = 2 THEN 'acme-9000'
      WHEN n % 3 = 0 THEN 'claude-opus-4-5' ELSE 'claude-haiku-4-5' END AS model) AS m
    JOIN tasks t ON t.id = 'task_0' || lpad((1 + ((extract(epoch FROM s.at)::bigint / 7200) * 20 + n % 20) % 30000)::text, 25, '0')`;
  await prisma.$executeRaw`
    INSERT INTO cost_rollups (project_id, hour, ticket_id, agent_id, phase, provider, model, calls, unpriced_calls,
      input_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, output_tokens, total_cost)
    SELECT project_id, date_trunc('hour', occurred_at, 'UTC'), coalesce(ticket_id, ''), agent_id, phase, provider, model,
      count(*), count(*) FILTER (WHERE total_cost IS NULL), sum(input_tokens), sum(cache_read_tokens),
      sum(cache_write_5m_tokens), 0, sum(output_tokens), coalesce(sum(total_cost), 0)
    FROM cost_records WHERE is_counted GROUP BY 1, 2, 3, 4, 5, 6, 7`;
  await prisma.$executeRawUnsafe("ANALYZE");
}
