// Tasks that have ended with what they cost, written straight into the tables: many of them, quickly.
import type { TokenBuckets } from "@/lib/costs/schema";
import { newId } from "@/lib/platform/ids";
import { aTicket } from "../../support/makers";
import { change, rows } from "../../support/sql";
import { record } from "./costs";

export interface Past {
  phase?: string;
  model?: string;
  provider?: string;
  /** USD at a dollar for a million tokens of the usual model. */
  usd?: number;
  tokens?: Partial<TokenBuckets>;
  state?: "completed" | "failed";
  priority?: string;
  /** How long ago it ended. */
  hoursAgo?: number;
}

/** Ended tasks of a project, each with one attempt and one record; returns their ids. */
export async function endedTasks(project: { id: string }, all: Past[]): Promise<string[]> {
  const ticket = await aTicket({ project });
  const ids = all.map(() => newId("task"));
  for (const [index, past] of all.entries()) {
    const { phase = "IMPLEMENTATION", state = "completed", priority = "MEDIUM", hoursAgo = 1 } = past;
    await change`
      INSERT INTO tasks (id, project_id, ticket_id, phase, type, title, description, priority, effective_priority,
        required_capabilities, timeout_seconds, max_attempts, attempt_count, state, created_by, created_at, finished_at)
      VALUES (${ids[index] ?? ""}, ${project.id}, ${ticket.id}, ${phase}, 'task', ${`Task ${index}`}, '', ${priority},
        ${priority}, ARRAY[]::text[], 3600, 3, 1, ${state}, 'test',
        clock_timestamp() - (${hoursAgo}::float8 + 1) * interval '1 hour',
        clock_timestamp() - ${hoursAgo}::float8 * interval '1 hour')`;
  }
  const calls = all.flatMap(({ usd, tokens, model, provider, hoursAgo = 1 }, index) => {
    if (usd === undefined && tokens === undefined) return [];
    const at = new Date(Date.now() - hoursAgo * 3_600_000 - 60_000).toISOString();
    return [
      {
        externalId: `${ids[index]}:1`,
        provider: provider ?? "anthropic",
        model: model ?? "claude-haiku-4-5",
        tokens: tokens ?? { input: Math.round((usd ?? 0) * 1e6) },
        taskId: ids[index] ?? "",
        occurredAt: at,
      },
    ];
  });
  for (let at = 0; at < calls.length; at += 1000) await record(calls.slice(at, at + 1000));
  return ids;
}

/** Waiting tasks of a project. */
export async function waitingTasks(
  project: { id: string },
  count: number,
  phase = "IMPLEMENTATION",
): Promise<string[]> {
  const ticket = await aTicket({ project });
  const ids = Array.from({ length: count }, () => newId("task"));
  await change`
    INSERT INTO tasks (id, project_id, ticket_id, phase, type, title, description, priority, effective_priority,
      required_capabilities, timeout_seconds, max_attempts, created_by)
    SELECT id, ${project.id}, ${ticket.id}, ${phase}, 'task', 'To do', '', 'LOW', 'LOW', ARRAY[]::text[], 3600, 3, 'test'
    FROM unnest(${ids}::text[]) AS id`;
  return ids;
}

/** Ends these tasks ten minutes ago, each with a record of so many USD; forecasts kept of them were made before. */
export async function endTasks(ids: string[], usd: number): Promise<void> {
  await change`UPDATE tasks SET state = 'completed', attempt_count = 1,
      created_at = created_at - interval '1 hour', finished_at = clock_timestamp() - interval '10 minutes'
    WHERE id = ANY(${ids}::text[])`;
  await change`UPDATE cost_forecast_marks SET made_at = made_at - interval '30 minutes'
    WHERE scored_at IS NULL AND project_id IN (SELECT project_id FROM tasks WHERE id = ANY(${ids}::text[]))`;
  const call = { provider: "anthropic", model: "claude-haiku-4-5", tokens: { input: Math.round(usd * 1e6) } };
  await record(ids.map((taskId) => ({ ...call, externalId: `${taskId}:end`, taskId })));
}

export const marksOf = (projectId: string) =>
  rows<{ tasks: number; inside: boolean | null; actual: string | null }>`
    SELECT tasks, trim_scale(actual_usd)::text AS actual, actual_usd BETWEEN p10_usd AND p90_usd AS inside
    FROM cost_forecast_marks WHERE project_id = ${projectId} ORDER BY made_at`;
