// The contract of the API about policies.
import { z } from "zod";
import { Instant, PageOf, PageQuery } from "@/lib/platform/schema";
import { ActionType } from "../action-type";
import { POLICY_TEXT_MAX, PolicyHash, PolicyMode, PolicyName } from "./words";

export const PolicyFault = z
  .object({
    line: z.int().describe("From 1."),
    column: z.int().describe("From 1."),
    endLine: z.int(),
    endColumn: z.int().describe("Behind the last character concerned."),
    key: z.string().describe("The key concerned, such as `policy.limits.per_hour`; may be empty."),
    message: z.string(),
  })
  .meta({ id: "PolicyFault" });
export type PolicyFault = z.infer<typeof PolicyFault>;

const PolicyAbout = z.enum(["task", "agent", "budget", "alert", "entity", "whole"]);

/** What a text says, once it is read. */
export const PolicyMeaning = z.object({
  version: z.int().describe("As its author counts them."),
  description: z.string().nullable(),
  about: PolicyAbout.describe("What it fires about: each of a kind, what an event names, or the whole."),
  trigger: z.object({
    kind: z.enum(["alert", "event", "every"]),
    value: z.string().describe("The alert's rule, the event's type, or a duration."),
  }),
  when: z.string(),
  forSeconds: z.int(),
  actions: z.array(ActionType),
  needsApproval: z.boolean(),
  rollbackWhen: z.string().nullable(),
  keepForSeconds: z.int(),
  ttlSeconds: z.int().describe("What it lays ends by itself after this long."),
  perHour: z.int(),
  maxTargets: z.int(),
});
export type PolicyMeaning = z.infer<typeof PolicyMeaning>;

export const FiringOutcome = z
  .enum(["observed", "acting", "acted", "asked", "refused"])
  .describe("`asked`: a person must approve; `refused`: it could not be done, and is tried again later.");
export type FiringOutcome = z.infer<typeof FiringOutcome>;

export const PolicySummary = PolicyMeaning.extend({
  name: PolicyName,
  mode: PolicyMode,
  hash: PolicyHash,
  isEdited: z.boolean().describe("It differs from its file."),
  fileName: z.string().nullable().describe("null: it was made here and has no file."),
  fault: z
    .object({ message: z.string(), at: Instant })
    .nullable()
    .describe("Why it could not be decided when it was asked last; while that is so, it does nothing."),
  matching: z.int().describe("What its condition holds for now."),
  firings24h: z.int(),
  lastFiring: z.object({ at: Instant, outcome: FiringOutcome }).nullable(),
  updatedAt: Instant,
  updatedBy: z.string(),
  updatedByName: z.string(),
}).meta({ id: "PolicySummary" });
export type PolicySummary = z.infer<typeof PolicySummary>;

export const PolicyList = z
  .object({
    items: z.array(PolicySummary),
    brokenFiles: z
      .array(z.object({ file: z.string(), fault: PolicyFault }))
      .describe("Files that could not be read since they were changed; what was in force before still is."),
  })
  .meta({ id: "PolicyList" });
export type PolicyList = z.infer<typeof PolicyList>;

export const PolicyDetail = PolicySummary.extend({
  text: z.string(),
  fileText: z.string().nullable().describe("What its file says, where it has one."),
}).meta({ id: "PolicyDetail" });
export type PolicyDetail = z.infer<typeof PolicyDetail>;

export const PolicyText = z.string().min(1, "Must not be empty.").max(POLICY_TEXT_MAX);

export const PutPolicy = z
  .strictObject({
    text: PolicyText.optional(),
    mode: PolicyMode.optional(),
    expectedHash: PolicyHash.nullable()
      .optional()
      .describe("The hash of what was read; null for a new policy. `If-Match` says the same."),
  })
  .refine(({ text, mode }) => text !== undefined || mode !== undefined, {
    error: "Must have text or mode.",
  })
  .meta({ examples: [{ mode: "observe" }] });
export type PutPolicy = z.infer<typeof PutPolicy>;

export const ValidatePolicy = z.strictObject({
  text: z.string().max(POLICY_TEXT_MAX),
  name: PolicyName.optional().describe("The policy whose text it is to be: it keeps its name."),
});
export type ValidatePolicy = z.infer<typeof ValidatePolicy>;

export const PolicyValidation = z
  .object({
    faults: z.array(PolicyFault),
    name: PolicyName.nullable().describe("null while there are faults."),
    meaning: PolicyMeaning.nullable(),
  })
  .meta({ id: "PolicyValidation" });
export type PolicyValidation = z.infer<typeof PolicyValidation>;

export const PolicyVersion = z
  .object({
    hash: PolicyHash,
    text: z.string(),
    author: z.string(),
    authorName: z.string(),
    at: Instant.describe("When it was there first."),
    isCurrent: z.boolean(),
    isFile: z.boolean(),
  })
  .meta({ id: "PolicyVersion" });
export type PolicyVersion = z.infer<typeof PolicyVersion>;

export const VersionsQuery = PageQuery.extend({ limit: z.coerce.number().int().min(1).max(20).default(10) });
export type VersionsQuery = z.infer<typeof VersionsQuery>;
export const PolicyVersionsPage = PageOf(PolicyVersion);
export type PolicyVersionsPage = z.infer<typeof PolicyVersionsPage>;
