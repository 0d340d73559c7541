import { z } from "zod";
import { IdOf } from "@/lib/platform/ids";
import { PageQuery } from "@/lib/platform/schema";
import { ListOf, ProjectId, Text } from "@/lib/work/schema";
import { ActionStatus } from "./actions";
import {
  ActionType,
  CancelTask,
  Intervention,
  OverridePriority,
  Pause,
  QuarantineAgent,
  Reallocate,
  ReplaceAgent,
  TTL_SECONDS_MAX,
} from "./interventions";

const Reason = Text(2000);
const Seconds = z.int().min(10).max(TTL_SECONDS_MAX);
const TTL_SECONDS_DEFAULT = 3600;

const Asked = z.strictObject({
  reason: Reason,
  expiresInSeconds: Seconds.default(TTL_SECONDS_DEFAULT).describe("How long it lasts, a day at most."),
  alertId: IdOf("alrt").optional().describe("The alert that it answers."),
  approval: z.literal("ask").optional().describe("Have another person approve it first."),
  breakGlass: z
    .boolean()
    .default(false)
    .describe("Act before anybody approves; for people alone, and another one must review it."),
});
/** What is said beside the act itself: its reason, its end, and who answers for it. */
export type Asked = z.infer<typeof Asked>;

/** The act and what is said beside it, from the body of a request that has both. */
export function splitAsked<Type extends ActionType, Body extends Asked>(
  type: Type,
  { reason, expiresInSeconds, alertId, approval, breakGlass, ...act }: Body,
): [act: { type: Type } & Omit<Body, keyof Asked>, asked: Asked] {
  return [
    { type, ...act },
    { reason, expiresInSeconds, alertId, approval, breakGlass },
  ];
}

export const AskCancelTask = CancelTask.omit({ type: true }).extend(Asked.shape);
export const AskOverridePriority = OverridePriority.omit({ type: true }).extend(Asked.shape);
export const AskReallocate = Reallocate.omit({ type: true }).extend(Asked.shape);
export const AskPause = Pause.omit({ type: true }).extend(Asked.shape);
export const AskQuarantineAgent = QuarantineAgent.omit({ type: true }).extend(Asked.shape);
export const AskReplaceAgent = ReplaceAgent.omit({ type: true }).extend(Asked.shape);

export const PreviewIntervention = z.strictObject({
  intervention: Intervention,
  expiresInSeconds: Seconds.default(TTL_SECONDS_DEFAULT),
  approval: z.literal("ask").optional(),
});
export type PreviewIntervention = z.infer<typeof PreviewIntervention>;

export const ApproveAction = z.strictObject({
  planHash: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "Must be the plan's hash.")
    .describe("The plan that was read.")
    .meta({ examples: ["0".repeat(64)] }),
  note: Reason.optional(),
});
export type ApproveAction = z.infer<typeof ApproveAction>;

export const RejectAction = z.strictObject({ reason: Reason });
export type RejectAction = z.infer<typeof RejectAction>;

export const RevertInput = z.strictObject({
  reason: Reason,
  newTask: z
    .boolean()
    .default(false)
    .describe("Where a task cannot come back, create one like it in its place."),
});
export type RevertInput = z.infer<typeof RevertInput>;

export const ReviewAction = z.strictObject({ verdict: z.enum(["justified", "not_justified"]), note: Reason });
export type ReviewAction = z.infer<typeof ReviewAction>;

export const ExtendAction = z.strictObject({
  expiresInSeconds: Seconds.describe("From now on, a day at most."),
  reason: Reason,
});
export type ExtendAction = z.infer<typeof ExtendAction>;

export const ActionsQuery = PageQuery.extend({
  project: ProjectId.optional().describe("Those of this project and those of none."),
  type: ListOf(ActionType).optional(),
  status: ListOf(ActionStatus).optional(),
  target: z.string().max(64).optional().describe("The id of what they were about."),
  actor: z.string().max(200).optional().describe("Who asked or approved: an id, or words of the name."),
  alert: IdOf("alrt").optional(),
  policy: z.string().max(64).optional(),
  inForce: z.stringbool().optional().describe("true: those of which something still lasts."),
  unreviewed: z.stringbool().optional().describe("true: those that still wait for their review."),
});
export type ActionsQuery = z.infer<typeof ActionsQuery>;

export const ExportActions = ActionsQuery.omit({ cursor: true, limit: true }).extend({
  format: z.literal("csv").default("csv"),
});
export type ExportActions = z.infer<typeof ExportActions>;
