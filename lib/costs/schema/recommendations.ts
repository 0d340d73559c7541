import { z } from "zod";
import { IdOf } from "@/lib/platform/ids";
import { UsdChange, UsdSum } from "@/lib/platform/money";
import { Instant, PageOf, PageQuery } from "@/lib/platform/schema";

const ProjectId = IdOf("prj");
export const RecommendationId = IdOf("rec");

export const RecommendationKind = z.enum([
  "cheaper_model",
  "missing_cache",
  "grown_context",
  "repeated_failures",
  "batch_tier",
]);
export type RecommendationKind = z.infer<typeof RecommendationKind>;

export const RecommendationState = z.enum(["open", "accepted", "dismissed"]);
export type RecommendationState = z.infer<typeof RecommendationState>;

/** What a recommendation follows from, and where its rows are. */
export const Evidence = z.object({
  summary: z.string(),
  facts: z.array(z.object({ label: z.string(), value: z.string() })),
  records: z
    .array(z.object({ label: z.string(), phase: z.string().optional(), model: z.string().optional() }))
    .describe("Filters of the records behind it."),
  tasks: z.array(z.object({ id: IdOf("task"), note: z.string() })).describe("The dearest examples."),
  caution: z.string().describe("What the ledger cannot know about it."),
});
export type Evidence = z.infer<typeof Evidence>;

export const Recommendation = z
  .object({
    id: RecommendationId,
    projectId: ProjectId,
    projectName: z.string(),
    kind: RecommendationKind,
    label: z.string(),
    evidence: Evidence,
    saving: z
      .object({ usd: UsdSum, low: UsdSum, high: UsdSum })
      .describe("USD a month, at the pace of what was looked at; the span is what the evidence leaves open."),
    state: RecommendationState,
    isCurrent: z.boolean().describe("Whether the ledger still shows it."),
    foundAt: Instant,
    seenAt: Instant.describe("When the ledger showed it last."),
    decidedAt: Instant.nullable(),
    decidedBy: z.string().nullable(),
    reason: z.string().nullable(),
    realised: z
      .object({
        usd: UsdChange.describe("USD saved since, against what a unit cost before; below 0: it costs more."),
        baseline: UsdSum.describe("USD a unit before it was accepted."),
        unit: z.enum(["task", "million_prompt_tokens"]),
        units: z.number().describe("Units since."),
      })
      .nullable()
      .describe("After it was accepted."),
    version: z.int(),
  })
  .meta({ id: "Recommendation" });
export type Recommendation = z.infer<typeof Recommendation>;

const filters = {
  project: ProjectId.optional(),
  state: RecommendationState.default("open"),
  kind: RecommendationKind.optional(),
};

export const RecommendationsQuery = PageQuery.extend(filters);
export type RecommendationsQuery = z.infer<typeof RecommendationsQuery>;
export const RecommendationsPage = PageOf(Recommendation).extend({
  lookedAt: Instant.nullable().describe("When the ledger was looked through last; null: not yet."),
});
export type RecommendationsPage = z.infer<typeof RecommendationsPage>;
export const ExportRecommendations = z.strictObject({ ...filters, format: z.literal("csv").default("csv") });
export type ExportRecommendations = z.infer<typeof ExportRecommendations>;

const Reason = z.string().trim().min(1).max(2000);
export const AcceptRecommendation = z.strictObject({ reason: Reason.optional() });
export type AcceptRecommendation = z.infer<typeof AcceptRecommendation>;
export const DismissRecommendation = z.strictObject({
  reason: Reason.describe("Kept on record. It comes back only if the evidence changes much."),
});
export type DismissRecommendation = z.infer<typeof DismissRecommendation>;

/** Has the ledger looked through now, not when it is due. */
export const LookAgain = z.strictObject({ project: ProjectId.optional() });
export type LookAgain = z.infer<typeof LookAgain>;
export const LookedAgain = z.object({
  found: z.int().describe("Recommendations that the ledger shows now."),
  lookedAt: Instant,
});
export type LookedAgain = z.infer<typeof LookedAgain>;
