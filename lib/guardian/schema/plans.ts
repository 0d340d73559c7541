// What an intervention would do, worked out and frozen before anything is done.
import { z } from "zod";
import { UsdSum } from "@/lib/platform/money";
import { Intervention } from "./interventions";

/** Something that a plan touches, as it was when the plan was made. */
export const PlanTarget = z
  .object({
    kind: z.enum(["task", "ticket", "agent", "project", "scope", "host"]),
    id: z.string().nullable().describe("null: a scope that is no record."),
    label: z.string(),
    state: z.string().nullable(),
    version: z.string().nullable().describe("Another one when it comes to acting, and the plan is stale."),
  })
  .meta({ id: "PlanTarget" });
export type PlanTarget = z.infer<typeof PlanTarget>;

export const EffectKind = z.enum([
  "task_cancelled",
  "task_stopped",
  "task_requeued",
  "priority_override",
  "capacity_reservation",
  "hold",
  "agent_quarantined",
  "agent_started",
]);
export type EffectKind = z.infer<typeof EffectKind>;

export const PlannedEffect = z
  .object({
    kind: EffectKind,
    entity: z.string().describe("The id of the task, agent, ticket, project or host that it is about."),
    label: z.string().describe("The effect in words."),
    slots: z.int().optional().describe("Of a reservation."),
    attemptId: z.string().optional().describe("The running attempt that gives way."),
    template: z.string().optional().describe("What a host starts."),
  })
  .meta({ id: "PlannedEffect" });
export type PlannedEffect = z.infer<typeof PlannedEffect>;

/** What it comes to in numbers. */
const PlanImpact = z.object({
  stops: z.int().describe("Running attempts that it ends."),
  holds: z.int().describe("Waiting tasks that are not claimed any more, counted up to 10,000."),
  slots: z.int().describe("Slots that move."),
  costUsd: UsdSum.describe("What the attempts' tasks that it ends have cost so far."),
});

export const Plan = z
  .object({
    intervention: Intervention,
    entity: z.string().describe("The id of its target; `all` where it is about everything."),
    label: z.string().describe("The target in words."),
    projectId: z.string().nullable(),
    targets: z.array(PlanTarget),
    effects: z.array(PlannedEffect),
    impact: PlanImpact,
    warnings: z.array(z.string()),
    needsApproval: z.array(z.string()).describe("Why another person must approve it; empty: nobody must."),
    expiresInSeconds: z.int().nullable().describe("How long it lasts; null: it ends with being done."),
  })
  .meta({ id: "Plan" });
export type Plan = z.infer<typeof Plan>;

export const PlanPreview = z
  .object({
    plan: Plan,
    planHash: z.string().describe("SHA-256 of the plan's canonical JSON."),
    outcome: z
      .enum(["executes", "proposes", "asks_approval"])
      .describe("What asking for it now would do, with the caller's authority."),
  })
  .meta({ id: "PlanPreview" });
export type PlanPreview = z.infer<typeof PlanPreview>;
