// Overlays lie over the queue's own state and never change it: to end one restores what is below.
import { z } from "zod";
import { IdOf } from "@/lib/platform/ids";
import { Instant, PageOf, PageQuery } from "@/lib/platform/schema";
import { CAPACITY_MAX } from "./agents";
import { AgentId, Priority, ProjectId, TaskId, Text, TicketId } from "./ids";

export const HoldId = IdOf("hold");
export const OverrideId = IdOf("ovr");
export const ReservationId = IdOf("resv");

/** The longest an overlay may last, in seconds: 30 days. */
const OVERLAY_SECONDS_MAX = 30 * 24 * 3600;

const phaseScope = z.strictObject({
  kind: z.literal("phase"),
  phase: z.string().min(1).max(64),
  projectId: ProjectId.optional().describe("Default: every project."),
});
const projectScope = z.strictObject({ kind: z.literal("project"), projectId: ProjectId });
const ticketScope = z.strictObject({ kind: z.literal("ticket"), ticketId: TicketId });
const priorityScope = <Kind extends string>(kind: Kind, meaning: string) =>
  z.strictObject({
    kind: z.literal(kind),
    priority: Priority.describe(meaning),
    projectId: ProjectId.optional().describe("Default: every project."),
  });

/** Says which kinds there are, where another one is named. */
const kinds = (names: string) => ({
  error: ({ code }: { code: string }) => (code === "invalid_union" ? `Must be one of ${names}.` : undefined),
});

/** What a hold stops. */
export const HoldScope = z
  .discriminatedUnion(
    "kind",
    [
      z.strictObject({ kind: z.literal("all") }),
      projectScope,
      ticketScope,
      phaseScope,
      priorityScope("priority_at_most", "Tasks of this priority and below."),
      z.strictObject({ kind: z.literal("agent"), agentId: AgentId }),
    ],
    kinds("all, project, ticket, phase, priority_at_most, agent"),
  )
  .meta({ id: "HoldScope" });
export type HoldScope = z.infer<typeof HoldScope>;

/**
 * What a hold on the scope stops, where that leaves nothing to be claimed in a project or anywhere, whatever the scope is
 * called; null: some work goes on. It is the guardian's to place, with a second person.
 */
export function wholeOf(scope: HoldScope): "all work" | "a whole project" | null {
  const isAll = scope.kind === "all" || (scope.kind === "priority_at_most" && scope.priority === "CRITICAL");
  const projectId = "projectId" in scope ? scope.projectId : undefined;
  if (isAll && !projectId) return "all work";
  return isAll || scope.kind === "project" ? "a whole project" : null;
}

export const OverrideScope = z
  .discriminatedUnion(
    "kind",
    [z.strictObject({ kind: z.literal("task"), taskId: TaskId }), ticketScope],
    kinds("task, ticket"),
  )
  .meta({ id: "OverrideScope" });
export type OverrideScope = z.infer<typeof OverrideScope>;

/** Whom reserved slots serve. */
export const ReservationScope = z
  .discriminatedUnion(
    "kind",
    [
      projectScope,
      ticketScope,
      phaseScope,
      priorityScope("priority_at_least", "Tasks of this priority and above."),
    ],
    kinds("project, ticket, phase, priority_at_least"),
  )
  .meta({ id: "ReservationScope" });
export type ReservationScope = z.infer<typeof ReservationScope>;

const ends = {
  reason: Text(2000),
  expiresInSeconds: z
    .int()
    .min(1)
    .max(OVERLAY_SECONDS_MAX)
    .optional()
    .describe("How long it lasts. Keys must say; a person's lasts until it is ended when absent."),
};

const overlay = {
  projectId: ProjectId.nullable().describe("null: it is not about one project."),
  scopeLabel: z.string().describe("The scope in words."),
  reason: z.string(),
  owner: z.string().describe("Who laid it: a person, a key, or an action of the control room."),
  ownerName: z.string(),
  placedAt: Instant,
  expiresAt: Instant.nullable(),
  endedAt: Instant.nullable(),
  endedBy: z.string().nullable(),
};

export const Hold = z
  .object({
    id: HoldId,
    scope: HoldScope,
    ...overlay,
    heldTasks: z
      .int()
      .nullable()
      .describe("Pending tasks in its scope, counted up to 10,000; null once it ended."),
  })
  .meta({ id: "Hold" });
export type Hold = z.infer<typeof Hold>;

export const PriorityOverride = z
  .object({ id: OverrideId, scope: OverrideScope, priority: Priority, ...overlay })
  .meta({ id: "PriorityOverride" });
export type PriorityOverride = z.infer<typeof PriorityOverride>;

export const CapacityReservation = z
  .object({
    id: ReservationId,
    agentId: AgentId,
    agentName: z.string(),
    slots: z.int(),
    slotsUsed: z.int().describe("Slots of it that now serve its scope."),
    scope: ReservationScope,
    ...overlay,
  })
  .meta({ id: "CapacityReservation" });
export type CapacityReservation = z.infer<typeof CapacityReservation>;

export const PlaceHold = z.strictObject({
  scope: HoldScope.describe(
    "All work, a whole project, and every priority of either (CRITICAL and below) are refused: they are paused through the guardian.",
  ),
  ...ends,
});
export type PlaceHold = z.infer<typeof PlaceHold>;

export const PlaceOverride = z.strictObject({ scope: OverrideScope, priority: Priority, ...ends });
export type PlaceOverride = z.infer<typeof PlaceOverride>;

export const PlaceReservation = z.strictObject({
  agentId: AgentId,
  slots: z.int().min(1).max(CAPACITY_MAX),
  scope: ReservationScope,
  ...ends,
});
export type PlaceReservation = z.infer<typeof PlaceReservation>;

export const EndOverlay = z.strictObject({ reason: Text(2000).optional() });
export type EndOverlay = z.infer<typeof EndOverlay>;

export const OverlaysQuery = PageQuery.extend({
  project: ProjectId.optional().describe("Those of this project and those of none."),
  live: z.stringbool().default(true).describe("false: also those that have ended, newest first."),
});
export type OverlaysQuery = z.infer<typeof OverlaysQuery>;

export const HoldsPage = PageOf(Hold);
export type HoldsPage = z.infer<typeof HoldsPage>;
export const OverridesPage = PageOf(PriorityOverride);
export type OverridesPage = z.infer<typeof OverridesPage>;
export const ReservationsPage = PageOf(CapacityReservation);
export type ReservationsPage = z.infer<typeof ReservationsPage>;
