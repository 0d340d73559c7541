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

const POSITION_MAX = 2n ** 63n - 1n;
export const Cursor = z
  .string()
  .regex(/^\d{1,20}\.\d{1,20}$/, "Must be a cursor that this API returned.")
  .refine((text) => (text.match(/\d+/g) ?? []).every((number) => BigInt(number) <= POSITION_MAX), {
    error: "Must be a cursor that this API returned.",
  });

const listOf = (text: string | string[]) => [text].flat().flatMap((part) => part.split(","));
const words = z.union([z.string().max(2000), z.array(z.string().max(200)).max(50)]);

/** The event types that a list of types and prefixes (`task.*`) names; null where one names none. */
export function expandTypes(patterns: string | string[]): EventType[] | null {
  const found = new Set<EventType>();
  for (const pattern of listOf(patterns)) {
    const prefix = /^[a-z_.]+\.\*$/.test(pattern) ? pattern.slice(0, -1) : null;
    const named = EventType.options.filter((type) => (prefix ? type.startsWith(prefix) : type === pattern));
    if (named.length === 0) return null;
    for (const type of named) found.add(type);
  }
  return [...found];
}

/** The entities that a repeated or comma-separated parameter names. */
export const listEntities = listOf;

const TypeList = words
  .refine((text) => expandTypes(text) !== null, {
    error: "Must name event types, or prefixes such as task.*, repeated or separated by commas.",
  })
  .describe("Only these types: names, or prefixes such as `task.*`; repeated or separated by commas.");
const EntityList = words
  .refine((text) => listOf(text).length <= 50 && listOf(text).every((id) => id !== "" && id.length <= 64), {
    error: "Must be up to 50 ids, repeated or separated by commas.",
  })
  .describe("Only what these ids are about; repeated or separated by commas, at most 50.");

const filters = {
  type: TypeList.optional(),
  entity: EntityList.optional(),
  project: IdOf("prj").optional(),
};

export const EventsQuery = z.strictObject({
  after: Cursor.optional().describe("Events after this cursor, oldest first. Without it: the newest first."),
  before: Cursor.optional().describe("Events before this cursor, newest first: `olderCursor` of a page."),
  ...filters,
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type EventsQuery = z.infer<typeof EventsQuery>;

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

/** The filters of a list, for a file of all that match. */
export const ExportEvents = z.strictObject({ ...filters, format: z.literal("csv").default("csv") });
export type ExportEvents = z.infer<typeof ExportEvents>;

export const StreamQuery = z.strictObject({
  after: Cursor.optional().describe("Start after this cursor instead of now. Last-Event-ID outranks it."),
  ...filters,
});
export type StreamQuery = z.infer<typeof StreamQuery>;

/** What the browser's stream carries beside events: something grew that is no event, such as a log. */
export const StreamHint = z.object({ topic: z.literal("log"), id: z.string() });
export type StreamHint = z.infer<typeof StreamHint>;

/** The stream's word that events after the reader's position are gone: it must fetch everything again. */
export const StreamReset = z.object({ reason: z.string(), cursor: z.string() });
export type StreamReset = z.infer<typeof StreamReset>;
