import { z } from "zod";
import { IdOf } from "@/lib/platform/ids";
import { Instant, PageOf } from "@/lib/platform/schema";
import { ActionType } from "./action-type";

export const ActionId = IdOf("gact");

export const ActionStatus = z.enum([
  "proposed",
  "approved",
  "executing",
  "executed",
  "reverting",
  "reverted",
  "rejected",
  "expired",
  "failed",
  "stale",
]);
export type ActionStatus = z.infer<typeof ActionStatus>;

const Who = z.object({ id: z.string(), name: z.string() });

export const RevertCause = z.enum(["by_hand", "rollback", "expired", "ended"]);
export type RevertCause = z.infer<typeof RevertCause>;

/** What a person, or a key, may decide about an action. */
export const Decision = z.enum(["approve", "reject", "review", "extend", "revert"]);
export type Decision = z.infer<typeof Decision>;

const Caller = z.object({
  isAsker: z.boolean().describe("It is theirs: rejecting withdraws it."),
  may: z.array(Decision),
  refused: z
    .array(z.object({ decision: Decision, why: z.string() }))
    .describe("What is open to others who decide, and why not to them."),
});

/** What lists show of an action. */
export const ActionSummary = z
  .object({
    id: ActionId,
    projectId: z.string().nullable(),
    actionType: ActionType,
    status: ActionStatus,
    targetEntity: z.string(),
    targetLabel: z.string(),
    authorityLevel: z.int().describe("Whoever has less cannot end what it laid."),
    reason: z.string(),
    initiatedBy: Who.extend({ kind: z.enum(["person", "key", "policy"]) }),
    approvedBy: Who.nullable(),
    createdAt: Instant,
    executedAt: Instant.nullable(),
    expiresAt: Instant.nullable().describe("When what it laid ends by itself; null: nothing of it lasts."),
    revertedAt: Instant.nullable(),
    revertCause: RevertCause.nullable().describe(
      "`ended`: what it laid was ended one by one, or what it lay over has ended.",
    ),
    isRevertible: z.boolean().describe("There is something to take back, or to offer a new task for."),
    planHash: z.string(),
    policy: z.object({ name: z.string(), hash: z.string() }).nullable(),
    firingId: z.string().nullable(),
    alertId: z.string().nullable(),
    approval: z
      .object({
        reasons: z.array(z.string()).describe("Why a person must approve."),
        expiresAt: Instant,
        decidedAt: Instant.nullable(),
        note: z.string().nullable(),
        isSelfApproved: z.boolean(),
      })
      .nullable()
      .describe("null: nobody had to be asked."),
    breakGlass: z
      .object({
        reviewedBy: Who.nullable(),
        reviewedAt: Instant.nullable(),
        verdict: z.enum(["justified", "not_justified"]).nullable(),
        note: z.string().nullable(),
      })
      .nullable()
      .describe("It was done before anybody else had approved; another person reviews it."),
    rollback: z
      .object({ when: z.string(), keepForSeconds: z.int(), holdsSince: Instant.nullable() })
      .nullable(),
    overtaken: z
      .string()
      .nullable()
      .describe("What has changed since it was planned: approving it would do nothing."),
    failure: z.string().nullable().describe("Why it failed or went stale."),
    version: z.int(),
    caller: Caller.describe("What whoever reads this may decide about it now."),
  })
  .meta({ id: "GuardianActionSummary" });
export type ActionSummary = z.infer<typeof ActionSummary>;

/** A step in an action's life. */
export const LogEntry = z.object({
  at: Instant,
  status: ActionStatus,
  by: z.string(),
  byName: z.string(),
  note: z.string().nullable(),
});
export type LogEntry = z.infer<typeof LogEntry>;

export const ActionsPage = PageOf(ActionSummary);
export type ActionsPage = z.infer<typeof ActionsPage>;
