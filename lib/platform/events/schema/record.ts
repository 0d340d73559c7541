// The contract of events. Safe in a browser.
import { z } from "zod";
import { IdOf } from "../../ids";
import { Instant, JsonObject } from "../../schema";

/** Every event type there is; dotted, lower case, past tense. A room adds its own here. */
export const EventType = z.enum([
  "project.created",
  "project.updated",
  "ticket.created",
  "ticket.updated",
  "ticket.phase_changed",
  "task.created",
  "task.updated",
  "task.claimed",
  "task.started",
  "task.completed",
  "task.failed",
  "task.retried",
  "task.cancel_requested",
  "task.cancelled",
  "task.stop_confirmed",
  "task.lease_lost",
  "task.artifact_added",
  "task.unblocked",
  "agent.registered",
  "agent.lost",
  "agent.recovered",
  "agent.draining",
  "agent.retired",
  "agent.quarantined",
  "agent.reinstated",
  "host.registered",
  "host.offline",
  "host.online",
  "host.draining",
  "host.retired",
  "host.start_requested",
  "host.start_accepted",
  "host.start_cancelled",
  "host.start_expired",
  "host.start_failed",
  "host.started",
  "host.agent_ended",
  "host.agent_failed",
  "hold.placed",
  "hold.ended",
  "priority_override.placed",
  "priority_override.ended",
  "capacity_reservation.placed",
  "capacity_reservation.ended",
  "cost.recorded",
  "cost.rerated",
  "cost.unpriced",
  "cost.budget.created",
  "cost.budget.updated",
  "cost.budget.deleted",
  "cost.budget.warning",
  "cost.budget.critical",
  "cost.budget.exceeded",
  "cost.budget.resumed",
  "cost.forecast.high",
  "cost.recommendation.accepted",
  "cost.recommendation.dismissed",
  "alert.raised",
  "alert.acknowledged",
  "alert.silenced",
  "alert.escalated",
  "alert.resolved",
  "watchdog.remedy_tried",
  "guardian.intervention.started",
  "guardian.intervention.completed",
  "guardian.intervention.failed",
  "guardian.intervention.reverted",
  "guardian.intervention.extended",
  "guardian.intervention.reviewed",
  "guardian.resource.reallocated",
  "guardian.approval.requested",
  "guardian.approval.granted",
  "guardian.approval.rejected",
  "guardian.approval.expired",
  "guardian.policy.changed",
  "guardian.policy.fired",
  "guardian.policy.faulted",
  "access.member_changed",
  "access.invitation_changed",
  "access.key_changed",
  "webhook.created",
  "webhook.updated",
  "webhook.disabled",
  "webhook.enabled",
  "webhook.secret_rotated",
  "webhook.deleted",
]);
export type EventType = z.infer<typeof EventType>;

export const EventRecord = z
  .object({
    id: IdOf("evt"),
    cursor: z.string().describe("Position in the stream; pass it as `after` to read on from here."),
    type: EventType,
    entity: z.string().describe("The id of what changed."),
    projectId: IdOf("prj").nullable(),
    actor: z.string(),
    actorName: z.string(),
    correlationId: z.string().describe("The request that caused it."),
    payload: JsonObject.describe(
      "What its type tells. Events about a task carry the task's `title` as it was then.",
    ),
    occurredAt: Instant,
  })
  .meta({ id: "Event" });
export type EventRecord = z.infer<typeof EventRecord>;

export const EventsPage = z.object({
  items: z.array(EventRecord),
  nextCursor: z
    .string()
    .nullable()
    .describe("Pass as `after` to read on; it moves also when nothing matched. Null without `after`."),
  olderCursor: z
    .string()
    .nullable()
    .describe("Pass as `before` for older events; null when there are none, and with `after`."),
});
export type EventsPage = z.infer<typeof EventsPage>;

/** What the browser's stream carries beside events: something grew that is no event, such as a log. */
export const StreamHint = z.object({ topic: z.literal("log"), id: z.string() });
export type StreamHint = z.infer<typeof StreamHint>;

/** The stream's word that events after the reader's position are gone: it must fetch everything again. */
export const StreamReset = z.object({ reason: z.string(), cursor: z.string() });
export type StreamReset = z.infer<typeof StreamReset>;
