import { expect } from "vitest";
import { change, rows } from "../../support/sql";

/** Has like tasks cost this much, as if so many had finished. */
export async function aNorm(project: { id: string }, phase: string, usd: string, samples = 5): Promise<void> {
  await change`
    INSERT INTO cost_norms (project_id, phase, p90_usd, samples) VALUES (${project.id}, ${phase}, ${usd}::text::numeric, ${samples})
    ON CONFLICT (project_id, phase) DO UPDATE SET p90_usd = excluded.p90_usd, samples = excluded.samples`;
}

export async function reservedOf({ id }: { id: string }): Promise<string> {
  const [row] = await rows<{ usd: string }>`
    SELECT trim_scale(reserved_usd)::text AS usd FROM budgets WHERE id = ${id}`;
  return row?.usd ?? "";
}

/** What a budget says is reserved is the sum of what live reservations hold of it. */
export async function expectTrueReserved({ id }: { id: string }): Promise<void> {
  const [row] = await rows<{ usd: string }>`
    SELECT trim_scale(coalesce(sum(left_usd), 0))::text AS usd FROM cost_reservations
    WHERE ended_at IS NULL AND ${id} = ANY(budget_ids)`;
  expect(await reservedOf({ id })).toBe(row?.usd);
}
