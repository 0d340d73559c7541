// The price list as it is kept: config/prices.generated.json, written by `npm run prices:import`.
import { z } from "zod";

/** USD for one token; exact, so with as many digits as the source has. */
const PerToken = z.string().regex(/^\d{1,8}(\.\d{1,24})?$/);

/** Left out: `output` is not billed, the others cost what `input` does. */
const Tier = z.strictObject({
  fromTokens: z.int().min(0),
  input: PerToken,
  cacheRead: PerToken.optional(),
  cacheWrite5m: PerToken.optional(),
  cacheWrite1h: PerToken.optional(),
  output: PerToken.optional(),
});

const Day = z.iso.date();
const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/** Half open, in UTC; may run over midnight. */
export const Hours = z.strictObject({ from: TimeOfDay, to: TimeOfDay });
export type Hours = z.infer<typeof Hours>;

const Span = z.strictObject({
  from: Day.optional(),
  hours: Hours.optional(),
  tiers: z.array(Tier).min(1),
});

/** Which names mean a model or a provider; all but `regex` take no notice of case. */
export type Match =
  | { equals: string }
  | { starts_with: string }
  | { ends_with: string }
  | { contains: string }
  | { regex: string }
  | { or: Match[] }
  | { and: Match[] };

const Match: z.ZodType<Match> = z.lazy(() =>
  z.union([
    z.strictObject({ equals: z.string() }),
    z.strictObject({ starts_with: z.string() }),
    z.strictObject({ ends_with: z.string() }),
    z.strictObject({ contains: z.string() }),
    z.strictObject({ regex: z.string() }),
    z.strictObject({ or: z.array(Match) }),
    z.strictObject({ and: z.array(Match) }),
  ]),
);

const BookModel = z.strictObject({
  id: z.string().min(1),
  match: Match,
  /** The last that is in force counts; the first is always. Empty: not sold by tokens, or no price is known. */
  prices: z.array(Span),
});
export type BookModel = z.infer<typeof BookModel>;

const BookProvider = z.strictObject({
  id: z.string().min(1),
  match: Match.optional(),
  /** Names of models that mean this provider where none is told. */
  modelMatch: Match.optional(),
  /** It also sells the models of these, at their prices. */
  alsoSells: z.array(z.string()).optional(),
  models: z.array(BookModel),
});
export type BookProvider = z.infer<typeof BookProvider>;

export const PriceBook = z.strictObject({
  package: z.string(),
  version: z.string(),
  license: z.string(),
  /** Of the package's data as it was read. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  generatedAt: Day,
  providers: z.array(BookProvider).min(1),
});
export type PriceBook = z.infer<typeof PriceBook>;

/** What a token of each bucket costs while a prompt has at least `fromTokens`. */
export interface PriceTier {
  fromTokens: number;
  input: string;
  cacheRead: string;
  cacheWrite5m: string;
  cacheWrite1h: string;
  output: string;
}

/** Prices while they are in force; instants are half open, null where there is no end. */
export interface PriceSpan {
  from: Date | null;
  to: Date | null;
  hours: Hours | null;
  tiers: PriceTier[];
}

export function toSpan({ from, hours, tiers }: z.infer<typeof Span>): PriceSpan {
  return {
    from: from ? new Date(from) : null,
    to: null,
    hours: hours ?? null,
    tiers: tiers.map((tier) => ({
      fromTokens: tier.fromTokens,
      input: tier.input,
      cacheRead: tier.cacheRead ?? tier.input,
      cacheWrite5m: tier.cacheWrite5m ?? tier.input,
      cacheWrite1h: tier.cacheWrite1h ?? tier.cacheWrite5m ?? tier.input,
      output: tier.output ?? "0",
    })),
  };
}
