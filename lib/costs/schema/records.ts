import { z } from "zod";
import { IdOf } from "@/lib/platform/ids";
import { UsdAmount } from "@/lib/platform/money";
import { Instant, PageOf, PageQuery } from "@/lib/platform/schema";

const ProjectId = IdOf("prj");
const Text = (max: number) => z.string().trim().min(1).max(max);
const Tokens = z.int().min(0).max(1e12);

/** Disjoint: a token is counted in exactly one. Reasoning is part of `output`. */
function bucketsOf<Count extends z.ZodType>(count: Count) {
  return {
    input: count.describe("Read anew: neither from a cache nor written to one."),
    cacheRead: count,
    cacheWrite5m: count.describe("Written to a cache for five minutes, or for a time unknown."),
    cacheWrite1h: count,
    output: count,
  };
}

/** Tokens of one call. */
export const TokenBuckets = z.strictObject(bucketsOf(Tokens.default(0))).meta({ id: "TokenBuckets" });
export type TokenBuckets = z.infer<typeof TokenBuckets>;

/** Tokens as the ledger has them: a sum outgrows what any one call may have. */
export const TokenSums = z.object(bucketsOf(z.int().min(0))).meta({ id: "TokenSums" });

export const CostSource = z.enum(["runner", "gateway", "otlp", "api", "import"]);
export type CostSource = z.infer<typeof CostSource>;

/** A call as whoever counted it tells of it. */
export const RecordCost = z.strictObject({
  externalId: Text(200).describe(
    "The caller's name of the call; a second record of the same name is the same.",
  ),
  provider: Text(80),
  model: Text(200),
  tokens: TokenBuckets,
  reportedCost: UsdAmount.nullable()
    .default(null)
    .describe("What the caller believes that it cost, in USD; kept beside our own."),
  tier: z
    .string()
    .regex(/^[a-z]{1,20}(\+[a-z]{1,20}){0,3}$/)
    .optional()
    .describe("What it was served at, for example `batch` or `fast+us`; default: the usual."),
  occurredAt: Instant.optional().describe("Default: now. A late record counts in the period it belongs to."),
  taskId: IdOf("task").optional(),
  ticketId: IdOf("tkt").optional().describe("Default: the task's."),
  agentId: IdOf("agent").optional().describe("Default: the task's."),
  phase: Text(64).optional().describe("Default: the task's."),
  projectId: ProjectId.optional().describe("Default: the task's or the ticket's."),
});
export type RecordCost = z.infer<typeof RecordCost>;

/** Records of one request to record; all of them, or none. */
const RECORDS_MAX = 1000;
export const RECORDS_BODY_BYTES_MAX = 5_000_000;
export const RecordCosts = z.strictObject({
  records: z.array(RecordCost).min(1).max(RECORDS_MAX),
  source: z
    .enum(["api", "import"])
    .default("api")
    .describe("Who counted: the caller, or an agent whose transcripts are imported. Names differ by source."),
});
export type RecordCosts = z.infer<typeof RecordCosts>;

export const CostStatus = z.enum(["priced", "unpriced"]);
export type CostStatus = z.infer<typeof CostStatus>;

export const CostRecord = z
  .object({
    id: IdOf("cost"),
    projectId: ProjectId,
    taskId: IdOf("task").nullable(),
    ticketId: IdOf("tkt").nullable(),
    agentId: IdOf("agent").nullable(),
    attemptId: IdOf("att").nullable(),
    phase: z.string().nullable(),
    taskTitle: z.string().nullable(),
    ticketTitle: z.string().nullable(),
    agentName: z.string().nullable(),
    source: CostSource,
    externalId: z.string(),
    provider: z.string(),
    model: z.string(),
    rawModel: z.string().describe("The model as the source called it."),
    tokens: TokenSums,
    promptTokens: z.int().describe("All that went in: anew, from a cache, and into one."),
    completionTokens: z.int(),
    totalCost: UsdAmount.nullable().describe(
      "USD, as re-rated last; null while no price is known for the model.",
    ),
    firstCost: UsdAmount.nullable().describe("What it cost by the prices that it was recorded with."),
    assumedCost: UsdAmount.nullable().describe(
      "Without a price: what it costs at the dearest known model's. Budgets that pause count it.",
    ),
    reportedCost: UsdAmount.nullable(),
    isCounted: z
      .boolean()
      .describe("False: another source's word is taken for its attempt, so it is in no sum and no budget."),
    adjustments: z
      .array(
        z.object({
          fromCost: UsdAmount.nullable(),
          toCost: UsdAmount,
          toPriceVersion: z.string(),
          reason: z.string(),
          actor: z.string(),
          createdAt: Instant,
        }),
      )
      .describe("How it was re-rated, the first time first."),
    isEstimated: z.boolean().describe("Its tokens were estimated, or the price of its tier is not known."),
    tier: z.string().nullable().describe("What it was served at, for example `batch`; null: the usual."),
    status: CostStatus,
    priceVersion: z.string().nullable().describe("Which prices were applied."),
    occurredAt: Instant,
    recordedAt: Instant,
  })
  .meta({ id: "CostRecord" });
export type CostRecord = z.infer<typeof CostRecord>;

/** What was written, and what was there already under its name. */
export const RecordedCosts = z.object({
  items: z.array(z.object({ externalId: z.string(), id: IdOf("cost"), isNew: z.boolean() })),
});
export type RecordedCosts = z.infer<typeof RecordedCosts>;

/** In the place of an id: what has none. */
export const NONE = "none";
const OrNone = <Id extends z.ZodType>(id: Id) =>
  z.union([z.literal(NONE), id]).describe("`none`: what belongs to none.");

/** What records and sums may be narrowed to; a time is half open: `from` belongs to it, `to` does not. */
export const costFilter = {
  project: ProjectId.optional(),
  ticket: OrNone(IdOf("tkt")).optional(),
  agent: OrNone(IdOf("agent")).optional(),
  phase: z.string().max(64).optional().describe("`none`: what belongs to no phase."),
  task: OrNone(IdOf("task")).optional(),
  model: z.string().max(200).optional(),
  from: Instant.optional(),
  to: Instant.optional(),
};

export const CostRecordsQuery = PageQuery.extend({
  ...costFilter,
  source: CostSource.optional(),
  counted: z.enum(["true", "false"]).optional().describe("`false`: what another source is taken for."),
  status: CostStatus.optional(),
});
export type CostRecordsQuery = z.infer<typeof CostRecordsQuery>;

export const CostRecordsPage = PageOf(CostRecord);
export type CostRecordsPage = z.infer<typeof CostRecordsPage>;
