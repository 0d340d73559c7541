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
