// What tests of the ledger share. A million tokens read by this model cost one dollar exactly.

import type { z } from "zod";
import { CreateBudget, RecordCosts } from "@/lib/costs/schema";
import * as costs from "@/lib/costs/service";
import type { Actor } from "@/lib/platform/auth/actor";
import { ADMIN, aProject, unique } from "../../support/makers";
import { change, eventsOf, rows } from "../../support/sql";

export const MODEL = { provider: "anthropic", model: "claude-haiku-4-5" };

type Given = z.input<typeof RecordCosts>["records"][number];

/** A call that cost this many dollars, in whole millionths. */
export function aCall(usd: number, about: Partial<Given>): Given {
  return { externalId: unique("call"), ...MODEL, tokens: { input: Math.round(usd * 1e6) }, ...about };
}

export function record(calls: Given[], actor: Actor = ADMIN) {
  return costs.recordCosts(actor, RecordCosts.parse({ records: calls }));
}

export const spend = (usd: number, about: Partial<Given>) => record([aCall(usd, about)]);

export function aBudget(input: z.input<typeof CreateBudget>) {
  return costs.createBudget(ADMIN, CreateBudget.parse(input));
}

export async function getBudget(id: string) {
  const { items } = await costs.listBudgets(ADMIN, { limit: 200 });
  const found = items.find((budget) => budget.id === id);
  if (!found) throw new Error(`There is no budget ${id}.`);
  return found;
}

/** Live holds that a budget owns. */
export const holdsOf = (budgetId: string) =>
  rows<{ id: string }>`SELECT id FROM holds WHERE owner = ${budgetId} AND ended_at IS NULL`;

/** Moves all that a project has spent, and the periods of a daily budget, a day back: as if a day had passed. */
export async function aDayPasses(projectId: string, budgetId: string): Promise<void> {
  await change`UPDATE cost_records SET occurred_at = occurred_at - interval '1 day' WHERE project_id = ${projectId}`;
  await change`UPDATE cost_rollups SET hour = hour - interval '1 day' WHERE project_id = ${projectId}`;
  await change`UPDATE budget_periods SET starts_at = starts_at - interval '1 day', ends_at = ends_at - interval '1 day'
    WHERE budget_id = ${budgetId}`;
}

/** The events of a budget about what was spent, in their order. */
export async function crossings(budgetId: string): Promise<string[]> {
  const told = /^cost\.budget\.(warning|critical|exceeded|resumed)$/;
  return (await eventsOf(budgetId)).flatMap((type) => told.exec(type)?.[1] ?? []);
}

export const HOUR_MS = 3_600_000;

/** A daily budget of $ 10 for a project of its own, and a way to spend there. */
export const projectBudget = async (input: Partial<Parameters<typeof aBudget>[0]> = {}) => {
  const project = await aProject();
  const budget = await aBudget({
    scope: { kind: "project", projectId: project.id },
    limit: "10",
    period: "daily",
    ...input,
  });
  return { project, budget, pay: (usd: number) => spend(usd, { projectId: project.id }) };
};
