// Budgets in words, and from a form's fields to a budget.
import {
  type Budget,
  type BudgetDetail,
  type BudgetPeriodKind,
  BudgetScope,
  type CreateBudget,
  type OnExceed,
  type UpdateBudget,
} from "@/lib/costs/schema";
import { formatInstant } from "@/lib/platform/instant";
import { formatUsd } from "@/lib/platform/money";
import { textOf } from "../work/prepare-form";
import { usdPercent } from "./prepare-money";
import { recordWords } from "./prepare-words";

export const SCOPE_KINDS = ["global", "project", "ticket", "agent", "phase"] as const;
export type BudgetScopeKind = (typeof SCOPE_KINDS)[number];

export const SCOPE_WORDS: Record<BudgetScopeKind, string> = {
  global: "Everything",
  project: "A project",
  ticket: "A ticket",
  agent: "An agent",
  phase: "A phase",
};

export const PERIOD_NAMES: Record<BudgetPeriodKind, { label: string; each: string }> = {
  once: { label: "All time, without end", each: "in total" },
  daily: { label: "Each day", each: "a day" },
  weekly: { label: "Each week, from Monday", each: "a week" },
  monthly: { label: "Each month", each: "a month" },
};

export const ON_EXCEED: Record<OnExceed, { label: string; effect: string }> = {
  pause: {
    label: "Pause the scope",
    effect:
      "Nothing is claimed that it cannot carry, and nothing at all until the next period or a higher limit once it is spent. Work at hand goes on.",
  },
  notify: { label: "Only tell", effect: "Events and webhooks tell of it; work goes on." },
};

/** `$ 4.20 of $ 5.00 a day, 84 %` */
export function spentWords({ current, limit, period }: Pick<Budget, "current" | "limit" | "period">): string {
  const { spent } = current;
  return `${formatUsd(spent)} of ${formatUsd(limit)} ${PERIOD_NAMES[period].each}, ${usdPercent(spent, limit)}`;
}

/** `$ 3.00 reserved, $ 2.80 left`; null for a budget that refuses nothing, and so reserves nothing. */
export function leftWords({ current, onExceed }: Pick<Budget, "current" | "onExceed">): string | null {
  if (onExceed !== "pause") return null;
  const left = isSome(current.left) ? `${formatUsd(current.left)} left` : "nothing left";
  return isSome(current.reserved) ? `${formatUsd(current.reserved)} reserved, ${left}` : left;
}

const isSome = (usd: string) => /[1-9]/.test(usd);

/** By how much the limit can be exceeded at most, and by what. */
export function overshootWords({ onExceed, running }: Pick<BudgetDetail, "onExceed" | "running">): string {
  if (onExceed !== "pause") return "This budget only tells: nothing is refused at its limit.";
  const rule = "What runs at the limit goes on.";
  const { attempts, unreserved, calls } = running;
  if (attempts + calls === 0) return `${rule} Nothing runs now: the limit holds to the last digit.`;
  const runs = [counted(attempts, "attempt"), counted(calls, "call")].filter((words) => words !== null);
  const isOne = attempts + calls === 1;
  const now = `${runs.join(" and ")} ${isOne ? "runs" : "run"} now`;
  if (unreserved === 0) {
    const who = isOne
      ? "it costs beyond what is reserved for it"
      : "they cost beyond what is reserved for them";
    return `${rule} ${now}: the limit can be exceeded by what ${who}.`;
  }
  const without = isOne ? "without a reservation" : `${unreserved} of them without a reservation`;
  return `${rule} ${now}, ${without}: the limit can be exceeded by what those cost, and others beyond what is reserved for them.`;
}

function counted(count: number, noun: string): string | null {
  return count === 0 ? null : `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** What is not in the amount that is spent, and what it counts for all the same; null where every call has a price. */
export function unpricedWords({ current, onExceed }: Pick<Budget, "current" | "onExceed">): string | null {
  if (current.unpricedCalls === 0) return null;
  const words = `without ${recordWords(current.unpricedCalls)} of unknown price`;
  return onExceed === "pause" ? `${words}, taken for ${formatUsd(current.assumed)}` : words;
}

/** When a period ends, as its own zone has it: midnight there is seldom midnight UTC. */
export function endWords({ current: { endsAt }, zone }: Pick<Budget, "current" | "zone">): string {
  return endsAt ? formatInstant(new Date(endsAt), zone) : "Never";
}

/** The records that a budget counts, as their page filters them. */
export function recordsOf({ scope, period, current }: Pick<Budget, "scope" | "period" | "current">) {
  const span = period === "once" ? { from: null, to: null } : { from: current.startsAt, to: current.endsAt };
  if (scope.kind === "ticket") return { ...span, ticket: scope.ticketId };
  if (scope.kind === "agent") return { ...span, agent: scope.agentId };
  return scope.kind === "phase" ? { ...span, phase: scope.phase } : span;
}

/** The project that narrows a budget; undefined for all of them. */
export function projectOf(scope: BudgetScope): string | undefined {
  return scope.kind === "project" || scope.kind === "phase" ? scope.projectId : undefined;
}

/** The id of the one thing that a budget is about; null for kinds that are about many. */
export function scopeEntity(scope: BudgetScope): string | null {
  if (scope.kind === "ticket") return scope.ticketId;
  if (scope.kind === "agent") return scope.agentId;
  return scope.kind === "project" ? scope.projectId : null;
}

/** Null while something is not chosen yet. */
export function budgetScopeOf(form: FormData): BudgetScope | null {
  const kind = textOf(form, "kind") as BudgetScopeKind;
  const field = (name: string) => textOf(form, name) || undefined;
  const fields = {
    global: { kind },
    project: { kind, projectId: field("projectId") },
    ticket: { kind, ticketId: field("ticketId") },
    agent: { kind, agentId: field("agentId") },
    phase: { kind, phase: field("phase"), projectId: field("projectId") },
  }[kind];
  return BudgetScope.safeParse(fields).data ?? null;
}

/** What may be changed later, too. */
export function limitsOf(form: FormData): Required<UpdateBudget> {
  return {
    limit: textOf(form, "limit"),
    warnAt: shareOf(form, "warnAt"),
    criticalAt: shareOf(form, "criticalAt"),
    onExceed: textOf(form, "onExceed") as OnExceed,
  };
}

export function newBudgetOf(form: FormData, scope: BudgetScope): CreateBudget {
  const period = textOf(form, "period") as BudgetPeriodKind;
  return { scope, period, zone: textOf(form, "zone"), ...limitsOf(form) };
}

/** Typed in per cent, to a tenth of one; kept as a share. */
function shareOf(form: FormData, name: string): number {
  return Math.round(Number(textOf(form, name)) * 10) / 1000;
}
