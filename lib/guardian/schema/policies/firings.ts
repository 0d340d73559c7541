// What came of a policy, and what would have come of it.
import { z } from "zod";
import { Instant, JsonObject, PageOf, PageQuery } from "@/lib/platform/schema";
import { ActionId, ActionStatus, RevertCause } from "../actions";
import { Intervention } from "../interventions";
import { Plan } from "../plans";
import { FiringOutcome, PolicyText } from "./views";
import { FiringId, PolicyHash, PolicyMode, PolicyName } from "./words";

export const Firing = z
  .object({
    id: FiringId,
    policy: PolicyName,
    policyHash: PolicyHash,
    mode: PolicyMode,
    subject: z.string().describe("The subject's id; empty where it is about the whole."),
    subjectLabel: z.string(),
    projectId: z.string().nullable(),
    alertId: z.string().nullable(),
    facts: z.record(z.string(), JsonObject).describe("What the condition saw, by kind."),
    intervention: Intervention.nullable().describe("null: it could not be worked out."),
    outcome: FiringOutcome,
    detail: z.string().nullable(),
    plan: Plan.nullable().describe("What it would have done, where it only observed."),
    actionId: ActionId.nullable(),
    became: z
      .object({
        status: ActionStatus,
        revertCause: RevertCause.nullable(),
        lasts: z.boolean().describe("Something of it is in force."),
        failure: z.string().nullable(),
      })
      .nullable()
      .describe("What became of the action by now."),
    holdsSince: Instant.nullable().describe(
      "Since when its condition has held all along; before it has been false, the policy does not act here again.",
    ),
    firedAt: Instant,
    rolledBackAt: Instant.nullable(),
  })
  .meta({ id: "PolicyFiring" });
export type Firing = z.infer<typeof Firing>;

export const FiringsQuery = PageQuery;
export type FiringsQuery = z.infer<typeof FiringsQuery>;
export const FiringsPage = PageOf(Firing);
export type FiringsPage = z.infer<typeof FiringsPage>;

const DRY_RUN_DAYS_MAX = 30;

export const DryRun = z.strictObject({
  text: PolicyText.optional().describe("Default: the text in force."),
  days: z.int().min(1).max(DRY_RUN_DAYS_MAX).default(7).describe("How far back."),
});
export type DryRun = z.infer<typeof DryRun>;

export const DryRunFiring = z.object({
  at: Instant,
  subject: z.string(),
  subjectLabel: z.string(),
  endedAt: Instant.nullable().describe("When its condition was false again; null: it still holds."),
  facts: z.record(z.string(), JsonObject),
  interventions: z.array(Intervention),
  refusals: z.array(z.string()).describe("Actions that could not be worked out, and why."),
  isBeyondLimits: z.boolean().describe("Its limits would have held it back."),
});
export type DryRunFiring = z.infer<typeof DryRunFiring>;

export const DryRunReport = z
  .object({
    hash: PolicyHash,
    from: Instant.describe("No earlier than the first that is known of."),
    to: Instant,
    isYoung: z.boolean().describe("Less is known than was asked for: `from` is where it begins."),
    stepSeconds: z.int().describe("The time between two looks."),
    looks: z.int(),
    undecided: z.int().describe("Looks at which a fact was not known; nothing is guessed for them."),
    firings: z.array(DryRunFiring).describe("The first of them, in their order."),
    firingsTotal: z.int(),
    notReplayed: z
      .array(z.object({ fact: z.string(), why: z.string() }))
      .describe("Facts that were not kept: with one of them nothing is replayed."),
    notes: z.array(z.string()).describe("How far what was replayed can be trusted."),
  })
  .meta({ id: "DryRunReport" });
export type DryRunReport = z.infer<typeof DryRunReport>;
