import { type Budget, BudgetCheck, CheckBudgets } from "@/lib/costs/schema";
import { formatZoned } from "@/lib/platform/instant";
import { formatUsd } from "@/lib/platform/money";
import { type Command, value } from "../command";
import { EXIT } from "../exit-codes";
import { given, parseInput } from "../input";
import type { Column } from "../output";

const COLUMNS: Column<Budget>[] = [
  { name: "budget", of: (budget) => budget.id },
  { name: "scope", of: (budget) => budget.scopeLabel },
  { name: "state", of: (budget) => budget.state },
  { name: "at the limit", of: (budget) => budget.onExceed },
  { name: "limit", of: (budget) => formatUsd(budget.limit) },
  { name: "spent", of: (budget) => formatUsd(budget.current.spent) },
  { name: "reserved", of: (budget) => formatUsd(budget.current.reserved) },
  { name: "left", of: (budget) => formatUsd(budget.current.left) },
  // As the budget's own zone has it, since it ends at midnight there.
  { name: "until", of: ({ current: { endsAt }, zone }) => endsAt && formatZoned(new Date(endsAt), zone) },
];

export const budgetsCheck: Command = {
  words: "budgets check",
  summary: "Whether there is money left for a task, or for a call of a model",
  options: {
    task: value("The task: its project, ticket, phase and agent; default: OMOI_TASK_ID", "task_…"),
    project: value("A call for this project", "prj_…"),
    ticket: value("For this ticket", "tkt_…"),
    agent: value("By this agent", "agent_…"),
    phase: value("In this phase"),
    amount: value(
      "USD that must be left; default: what like tasks cost, where one is named that waits, else anything",
      "usd",
    ),
  },
  notes: `Exit code 0: every budget that covers it and pauses has enough left; ${EXIT.spent}: one has not. What its task has reserved counts as left.`,
  async run({ call, env, options, out, signal }) {
    const names = ["project", "ticket", "agent", "phase", "amount"] as const;
    const asked = Object.fromEntries(names.map((name) => [name, options.text(name)]));
    const isOther = names.slice(0, 3).some((name) => asked[name] !== undefined);
    // What is said to be about something else is not about the task that this runs in.
    const task = options.text("task") ?? (isOther ? undefined : env.OMOI_TASK_ID);
    const query = parseInput(CheckBudgets, given({ ...asked, task }));
    const reply = BudgetCheck;
    const check = await call({ method: "GET", path: "/costs/budgets/check", query, reply, signal });
    if (out.isJson) out.json(check);
    else show(check, out);
    return check.isAllowed ? undefined : EXIT.spent;
  },
};

function show(
  { isAllowed, left, reserved, expected, budgets }: BudgetCheck,
  out: Parameters<Command["run"]>[0]["out"],
) {
  const usd = (amount: string | null) => amount && formatUsd(amount);
  out.facts([
    ["allowed", isAllowed ? "yes" : "no"],
    ["left", usd(left) ?? "without limit"],
    ["reserved for the task", usd(reserved)],
    ["like tasks cost up to", usd(expected)],
  ]);
  if (budgets.length > 0) out.table(budgets, COLUMNS);
}
