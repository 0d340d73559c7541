import { z } from "zod";

/** USD as an exact decimal string, up to eight digits before and twelve after the point: NUMERIC(20,12). */
export const UsdAmount = z
  .string()
  .regex(/^\d{1,8}(\.\d{1,12})?$/, 'Must be a decimal number of USD, for example "0.0125".')
  .meta({ examples: ["0.0125"] });
export type UsdAmount = z.infer<typeof UsdAmount>;

/** A sum of amounts, which may be larger than any one of them: NUMERIC(24,12). */
export const UsdSum = z
  .string()
  .regex(/^\d{1,12}(\.\d{1,12})?$/)
  .meta({ examples: ["1234.5"] });

/** A difference of such sums. */
export const UsdChange = z
  .string()
  .regex(/^-?\d{1,12}(\.\d{1,12})?$/)
  .meta({ examples: ["-0.4"] });

/** "$ 1.47", or "< $ 0.01" for what rounds to nothing; rounds half up on the digits, never through a float. */
export function formatUsd(amount: UsdAmount): string {
  const [whole = "0", fraction = ""] = amount.split(".");
  const tenThousandths = BigInt(whole) * 1000n + BigInt(fraction.padEnd(3, "0").slice(0, 3));
  const cents = (tenThousandths + 5n) / 10n;
  if (cents === 0n && /[1-9]/.test(amount)) return "< $ 0.01";
  const dollars = (cents / 100n).toString().replace(/\B(?=(\d{3})+$)/g, ",");
  return `$ ${dollars}.${(cents % 100n).toString().padStart(2, "0")}`;
}
