import { type Actor, maySee, requireScope, seenBy } from "@/lib/platform/auth/actor";
import { read } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import { findPlaces, type Place } from "@/lib/work/service";
import { NOMINAL } from "../../forecast";
import type { BudgetForecast, Forecast, ForecastQuery } from "../../schema";
import { findLiveBudget } from "../../store/budgets-live";
import { listForecasts } from "../../store/forecasts";
import { readCoverage } from "../../store/marks";
import { freshest, renew } from "./fresh";
import type { Histories } from "./inputs";
import { ALL, budgetScope, type ForecastScope, listBudgetScopes, projectScope, ticketScope } from "./scopes";
import type { Kept } from "./work-out";

/** Kept forecasts that a page names as how good they were. */
const SCORED_MAX = 20;
/** Budgets without a forecast that a question works out itself; others wait for the clock. */
const MISSING_MAX = 3;

/** What the tasks that have not ended will cost, as it was worked out last, and what that means for budgets. */
export async function getForecast(actor: Actor, query: ForecastQuery): Promise<Forecast> {
  requireScope(actor, "work:read");
  const about = await scopeOf(actor, query);
  const scopes = await budgetsOf(actor, about);
  const known = await read((tx) => listForecasts(tx, [about.scope, ...scopes.map(({ scope }) => scope)]));
  const byScope = new Map<string, Kept>(known.map((row) => [row.scope, row]));
  const histories: Histories = new Map();
  const { report, computedAt } = await freshest(about, byScope.get(about.scope), histories);
  byScope.set(about.scope, { report, computedAt });
  const missing = scopes.filter(({ scope }) => !byScope.has(scope)).slice(0, MISSING_MAX);
  for (const each of missing) {
    const added = await renew(each, histories);
    if (added) byScope.set(each.scope, added);
  }
  const budgets = scopes.flatMap(({ scope, budget }): BudgetForecast[] => {
    const told = byScope.get(scope)?.report.budget;
    return told && budget ? [{ ...told, ...budget }] : [];
  });
  const coverage = await read((tx) => readCoverage(tx, about.projectId, SCORED_MAX));
  return {
    ...report,
    scope: { kind: kindOf(about), id: about.scope === ALL.scope ? null : about.scope },
    computedAt: computedAt.toISOString(),
    budgets: budgets.toSorted((a, b) => (b.chance ?? -1) - (a.chance ?? -1)),
    coverage: { nominal: NOMINAL, ...coverage },
  };
}

async function scopeOf(actor: Actor, { project, ticket, budget }: ForecastQuery): Promise<ForecastScope> {
  return read(async (tx) => {
    if (budget) return budgetScope(seenBy(actor, "budget", await findLiveBudget(tx, budget)));
    const own = actor.projectId ?? project;
    const id = ticket ?? own;
    if (!id) return ALL;
    const place = requireSeen(actor, ticket ? "ticket" : "project", (await findPlaces(tx, [id])).get(id));
    return ticket ? ticketScope(id, place.name, place.projectId) : projectScope(id, place.name);
  });
}

function requireSeen(actor: Actor, kind: string, place: Place | undefined): Place {
  if (!place || !maySee(actor, place.projectId)) throw new AppError("not_found", `There is no such ${kind}.`);
  return place;
}

/** A ticket's are those of its project, whose money it is, too. */
async function budgetsOf(actor: Actor, about: ForecastScope): Promise<ForecastScope[]> {
  if (about.budget) return [about];
  return read((tx) => listBudgetScopes(tx, about.projectId ?? undefined, actor.projectId !== null));
}

function kindOf({ budget, scope }: ForecastScope): Forecast["scope"]["kind"] {
  if (budget) return "budget";
  if (scope === ALL.scope) return "all";
  return scope.startsWith("tkt_") ? "ticket" : "project";
}
