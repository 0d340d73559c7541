import { z } from "zod";
import { UsdSum } from "@/lib/platform/money";
import { Instant } from "@/lib/platform/schema";
import { costFilter, TokenSums } from "./records";

export const SummaryBy = z.enum(["ticket", "agent", "phase", "task", "model", "day"]);
export type SummaryBy = z.infer<typeof SummaryBy>;

/** IANA zone names that this runtime knows. */
export const Zone = z
  .string()
  .max(64)
  .refine(isZone, 'Must be the name of a time zone, for example "Europe/Berlin".')
  .meta({ examples: ["Europe/Berlin"] });

/** Offsets are refused: PostgreSQL reads the sign of "+05:30" the other way round. */
function isZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export const CostSummaryQuery = z.strictObject({
  ...costFilter,
  by: SummaryBy.default("model"),
  zone: Zone.default("UTC").describe("Where a day begins, with `by=day`."),
  split: z.enum(["model"]).optional().describe("With `by=day`: each day by model, too."),
});
export type CostSummaryQuery = z.infer<typeof CostSummaryQuery>;

const sums = {
  calls: z.int(),
  unpricedCalls: z.int().describe("Calls that no price is known for; `totalCost` lacks them."),
  tokens: TokenSums,
  totalCost: UsdSum,
  assumedCost: UsdSum.describe("What those calls are taken to cost, at the dearest known model's prices."),
};

export const CostSummary = z
  .object({
    by: SummaryBy,
    from: Instant.nullable(),
    to: Instant.nullable(),
    total: z.object(sums),
    items: z.array(
      z.object({
        key: z.string().describe("Id, phase, model, or day (YYYY-MM-DD); empty for what belongs to none."),
        label: z.string(),
        model: z.string().optional().describe("With `split=model`."),
        ...sums,
      }),
    ),
  })
  .meta({ id: "CostSummary" });
export type CostSummary = z.infer<typeof CostSummary>;
