// The contract of events. Safe in a browser.
import { z } from "zod";
import { IdOf } from "../ids";
import { Instant, JsonObject } from "../schema";

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
  "agent.registered",
  "agent.lost",
  "agent.recovered",
  "agent.draining",
  "agent.retired",
  "access.member_changed",
  "access.invitation_changed",
  "access.key_changed",
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
    payload: JsonObject,
    occurredAt: Instant,
  })
  .meta({ id: "Event" });
export type EventRecord = z.infer<typeof EventRecord>;

export const Cursor = z.string().regex(/^\d{1,20}\.\d{1,20}$/, "Must be a cursor that this API returned.");

export const EventsQuery = z.strictObject({
  after: Cursor.optional().describe("Events after this cursor, oldest first. Without it: the newest first."),
  entity: z.string().max(64).optional(),
  type: EventType.optional(),
  project: IdOf("prj").optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type EventsQuery = z.infer<typeof EventsQuery>;

export const EventsPage = z.object({
  items: z.array(EventRecord),
  nextCursor: z
    .string()
    .nullable()
    .describe("Pass as `after` (with `after`), or null when there is no more yet."),
});
export type EventsPage = z.infer<typeof EventsPage>;

export const StreamQuery = z.strictObject({
  after: Cursor.optional().describe("Start after this cursor instead of now. Last-Event-ID outranks it."),
  project: IdOf("prj").optional(),
});
export type StreamQuery = z.infer<typeof StreamQuery>;

/** What the browser's stream carries beside events: something grew that is no event, such as a log. */
export const StreamHint = z.object({ topic: z.literal("log"), id: z.string() });
export type StreamHint = z.infer<typeof StreamHint>;
