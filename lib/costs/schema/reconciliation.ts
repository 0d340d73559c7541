import { z } from "zod";
import { IdOf } from "@/lib/platform/ids";
import { UsdChange, UsdSum } from "@/lib/platform/money";
import { CostSource } from "./records";

export const ReconcileQuery = z.strictObject({ task: IdOf("task") });
export type ReconcileQuery = z.infer<typeof ReconcileQuery>;

const SourceSum = z.object({
  source: CostSource,
  isCounted: z.boolean(),
  calls: z.int(),
  unpricedCalls: z.int(),
  totalCost: UsdSum.describe("What its priced calls cost by our prices."),
  reportedCost: UsdSum.nullable().describe("What it said itself; null where it said nothing."),
  difference: UsdChange.nullable().describe(
    "How much more it tells of than the one that counts; null for that one, and where a price is missing.",
  ),
});

export const CostReconciliation = z
  .object({
    taskId: IdOf("task"),
    calls: z.int().describe("Those that count, as all the sums here."),
    unpricedCalls: z.int(),
    totalCost: UsdSum,
    attempts: z.array(
      z.object({
        attemptId: IdOf("att").nullable().describe("null: no attempt was live; every source counts."),
        number: z.int().nullable(),
        sources: z.array(SourceSum).min(1).describe("The one that counts first."),
      }),
    ),
  })
  .meta({ id: "CostReconciliation" });
export type CostReconciliation = z.infer<typeof CostReconciliation>;
