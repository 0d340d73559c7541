import { z } from "zod";
import { IdOf } from "@/lib/platform/ids";
import { UsdSum } from "@/lib/platform/money";
import { Instant } from "@/lib/platform/schema";
import { BudgetPeriodKind } from "./budgets";

const ProjectId = IdOf("prj");
const BudgetId = IdOf("bud");

/** USD below which a tenth, half and nine tenths of the ways lie in which the queue may go on. */
const UsdBand = z.object({ p10: UsdSum, p50: UsdSum, p90: UsdSum }).meta({ id: "UsdBand" });
const InstantBand = z.object({ earliest: Instant, middle: Instant, latest: Instant });

export const Confidence = z
  .enum(["good", "low", "none"])
  .describe("`low`: fewer than 20 like tasks have ended. `none`: fewer than 5 of any kind.");
export type Confidence = z.infer<typeof Confidence>;

/** A share of the records' tasks, or of the ways in which a queue may go on. */
const Share = z.number().min(0).max(1);

const ForecastPart = z.object({
  projectId: ProjectId,
  phase: z.string(),
  label: z.string(),
  waiting: z.int().describe("Tasks that nobody has begun."),
  begun: z.int(),
  samples: z.int().describe("Ended tasks with records that it was drawn from."),
  drawnFrom: z
    .enum(["model", "phase", "project", "all"])
    .describe(
      "Whose ended tasks these are: the same phase's, or, where that has fewer than 20, wider ones'.",
    ),
  attempts: z.number().describe("Mean number of attempts that such a task took."),
  cost: UsdBand,
});

export const BudgetForecast = z
  .object({
    budgetId: BudgetId,
    label: z.string(),
    period: BudgetPeriodKind,
    limit: UsdSum,
    spent: UsdSum.describe("In its period; where it pauses, with what unpriced calls are taken for."),
    endsAt: Instant.nullable(),
    tasks: z.int().describe("Tasks in its scope that have not ended."),
    confidence: Confidence,
    chance: Share.nullable().describe("That what is queued exceeds it within its period; null: no forecast."),
    cost: UsdBand.nullable().describe("What the queue will cost within the period."),
    runsOut: InstantBand.nullable().describe(
      "When nothing is left of it; null: not with what is queued, or nobody knows how fast tasks end.",
    ),
    computedAt: Instant,
  })
  .meta({ id: "BudgetForecast" });
export type BudgetForecast = z.infer<typeof BudgetForecast>;

/** What is worked out in the background and kept. */
export const ForecastReport = z.object({
  label: z.string(),
  confidence: Confidence,
  reason: z.string().nullable().describe("Why the confidence is not good."),
  samples: z.int().describe("Ended tasks with records in what was drawn from."),
  waiting: z.int(),
  begun: z.int(),
  spent: UsdSum.describe("A budget's period so far; else what tasks that have begun have cost already."),
  total: UsdBand.nullable().describe("What the tasks that have not ended will cost from now on."),
  path: z
    .array(
      UsdBand.extend({
        at: Instant.nullable().describe("null: nobody knows how fast tasks end."),
        tasks: z.int().describe("Tasks that will have ended."),
      }),
    )
    .describe("The same on the way there, from now on."),
  pace: z.object({ ended: z.int(), hours: z.number() }).describe("Tasks that ended, and in how many hours."),
  ends: InstantBand.nullable().describe("When the last of them ends."),
  parts: z.array(ForecastPart),
  budget: BudgetForecast.nullable().describe("With `budget`: what it means for that."),
});
export type ForecastReport = z.infer<typeof ForecastReport>;

export const Forecast = ForecastReport.extend({
  scope: z.object({ kind: z.enum(["all", "project", "ticket", "budget"]), id: z.string().nullable() }),
  computedAt: Instant,
  budgets: z
    .array(BudgetForecast)
    .describe("Live budgets that cover any of it, the likeliest exceeded first."),
  coverage: z
    .object({ nominal: Share, scored: z.int(), inside: z.int(), waiting: z.int() })
    .describe("Of up to 20 forecasts that were kept and whose tasks have ended: how many bands held them."),
}).meta({ id: "Forecast" });
export type Forecast = z.infer<typeof Forecast>;

export const ForecastQuery = z
  .strictObject({
    project: ProjectId.optional(),
    ticket: IdOf("tkt").optional(),
    budget: BudgetId.optional(),
  })
  .refine(({ ticket, budget }) => !(ticket && budget), {
    error: "Ask about a ticket or a budget, not both.",
    path: ["budget"],
  });
export type ForecastQuery = z.infer<typeof ForecastQuery>;
