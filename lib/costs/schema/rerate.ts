import { z } from "zod";
import { UsdChange, UsdSum } from "@/lib/platform/money";
import { Instant } from "@/lib/platform/schema";

export const Rerate = z.strictObject({
  from: Instant.describe("The first call that is looked at."),
  to: Instant.optional().describe("Default: up to now. It is not looked at itself."),
  provider: z.string().min(1).max(80).optional(),
  model: z.string().min(1).max(200).optional().describe("As the record has it, or as its source called it."),
  reason: z.string().trim().min(1).max(500).default("Prices changed."),
  dryRun: z.boolean().default(false).describe("Only tells what would change."),
  cursor: z
    .string()
    .max(100)
    .optional()
    .describe("`nextCursor` of the reply before: a request looks at some thousand records."),
});
export type Rerate = z.infer<typeof Rerate>;

const sums = {
  records: z.int().describe("Records whose cost changes."),
  newlyPriced: z.int().describe("Those of them that had no price."),
  fromCost: UsdSum.describe("What those that count cost before."),
  toCost: UsdSum,
};

export const Rerated = z
  .object({
    priceVersion: z.string().describe("The prices that were applied."),
    looked: z.int().describe("Records that were rated by other prices, or by none."),
    ...sums,
    difference: UsdChange,
    models: z.array(z.object({ provider: z.string(), model: z.string(), ...sums })),
    nextCursor: z.string().nullable().describe("null: nothing is left to look at."),
  })
  .meta({ id: "Rerated" });
export type Rerated = z.infer<typeof Rerated>;
