import { z } from "zod";
import { IdOf } from "@/lib/platform/ids";
import { UsdAmount, UsdSum } from "@/lib/platform/money";
import { Instant, PageOf, PageQuery } from "@/lib/platform/schema";
import { Zone } from "./summary";

const ProjectId = IdOf("prj");
export const BudgetId = IdOf("bud");

export const BudgetScope = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("global") }),
    z.strictObject({ kind: z.literal("project"), projectId: ProjectId }),
    z.strictObject({ kind: z.literal("ticket"), ticketId: IdOf("tkt") }),
    z.strictObject({ kind: z.literal("agent"), agentId: IdOf("agent") }),
    z.strictObject({
      kind: z.literal("phase"),
      phase: z.string().min(1).max(64),
      projectId: ProjectId.optional().describe("Default: every project."),
    }),
  ])
  .meta({ id: "BudgetScope" });
export type BudgetScope = z.infer<typeof BudgetScope>;

export const BudgetPeriodKind = z.enum(["once", "daily", "weekly", "monthly"]);
export type BudgetPeriodKind = z.infer<typeof BudgetPeriodKind>;
export const OnExceed = z.enum(["pause", "notify"]);
export type OnExceed = z.infer<typeof OnExceed>;

const Limit = UsdAmount.refine((amount) => /[1-9]/.test(amount), "Must be more than 0.");
const Share = z.number().gt(0).max(1).multipleOf(0.001);

const fields = {
  limit: Limit.describe("USD that may be spent in a period."),
  period: BudgetPeriodKind.describe("`weekly` begins on Monday, each at midnight in `zone`."),
  zone: Zone,
  warnAt: Share.describe("Share of the limit at which to warn."),
  criticalAt: Share.describe("Share of the limit that is critical; not below `warnAt`."),
  onExceed: OnExceed.describe(
    "`pause`: nothing in the scope is claimed until the next period or a higher limit.",
  ),
};

export const CreateBudget = z.strictObject({
  scope: BudgetScope,
  limit: fields.limit,
  period: fields.period.default("monthly"),
  zone: fields.zone.default("UTC"),
  warnAt: fields.warnAt.default(0.8),
  criticalAt: fields.criticalAt.default(0.95),
  onExceed: fields.onExceed.default("pause"),
});
export type CreateBudget = z.infer<typeof CreateBudget>;

/** Scope, period and zone stay: another one is another budget. */
export const UpdateBudget = z
  .strictObject({
    limit: fields.limit,
    warnAt: fields.warnAt,
    criticalAt: fields.criticalAt,
    onExceed: fields.onExceed,
  })
  .partial();
export type UpdateBudget = z.infer<typeof UpdateBudget>;

export const BudgetState = z.enum(["within", "warning", "critical", "exceeded"]);
export type BudgetState = z.infer<typeof BudgetState>;

export const Budget = z
  .object({
    id: BudgetId,
    projectId: ProjectId.nullable(),
    scope: BudgetScope,
    scopeLabel: z.string().describe("The scope in words."),
    ...fields,
    state: BudgetState,
    current: z.object({
      startsAt: Instant,
      endsAt: Instant.nullable().describe("null: its one period never ends."),
      spent: UsdSum,
      assumed: UsdSum.describe(
        "What calls of unknown price would cost at the dearest known one; with `pause` it counts against the limit.",
      ),
      reserved: UsdSum.describe("Promised to calls and attempts that have yet to cost it."),
      left: UsdSum.describe("What may still be spent or reserved."),
      unpricedCalls: z.int().describe("Calls in the period that `spent` lacks because no price is known."),
      holdId: IdOf("hold").nullable().describe("The hold that pauses the scope."),
    }),
    createdBy: z.string(),
    createdAt: Instant,
    updatedAt: Instant,
    version: z.int(),
  })
  .meta({ id: "Budget" });
export type Budget = z.infer<typeof Budget>;

/** A budget with what runs under it: what that costs beyond what is reserved can exceed the limit. */
export const BudgetDetail = Budget.extend({
  running: z.object({
    attempts: z.int().describe("Attempts that run in the scope now."),
    unreserved: z.int().describe("Those of them for which nothing is reserved in this budget."),
    calls: z.int().describe("Calls that are being made with a reservation of their own."),
  }),
}).meta({ id: "BudgetDetail" });
export type BudgetDetail = z.infer<typeof BudgetDetail>;

export const BudgetsQuery = PageQuery.extend({ project: ProjectId.optional() });
export type BudgetsQuery = z.infer<typeof BudgetsQuery>;
export const BudgetsPage = PageOf(Budget);
export type BudgetsPage = z.infer<typeof BudgetsPage>;

export const CheckBudgets = z.strictObject({
  task: IdOf("task").optional().describe("Its project, ticket, phase and agent."),
  project: ProjectId.optional(),
  ticket: IdOf("tkt").optional(),
  agent: IdOf("agent").optional(),
  phase: z.string().max(64).optional(),
  amount: UsdAmount.optional().describe(
    "USD that must be left. Default: of a waiting task what like tasks cost, else anything above 0.",
  ),
});
export type CheckBudgets = z.infer<typeof CheckBudgets>;

/** Whether there is money left for a call: all budgets that cover it must allow it. One that only notifies always does. */
export const BudgetCheck = z
  .object({
    isAllowed: z.boolean(),
    remaining: UsdAmount.nullable().describe(
      "The least that any of them has not spent; null: no budget covers it.",
    ),
    left: UsdAmount.nullable().describe(
      "The least that any of them that pauses can still give this call, what its task has reserved included; null: none of them pauses.",
    ),
    reserved: UsdAmount.nullable().describe("What the task's claim still has reserved; null: nothing."),
    expected: UsdAmount.nullable().describe(
      "What like tasks cost: nine of ten at most this. null: too few are known, or no project and phase were asked about.",
    ),
    budgets: z.array(Budget).describe("Those of them that the caller may see."),
  })
  .meta({ id: "BudgetCheck" });
export type BudgetCheck = z.infer<typeof BudgetCheck>;
