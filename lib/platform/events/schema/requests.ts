// What readers of events may ask. Apart from the record, which every page of the browser has on board.
import { z } from "zod";
import { IdOf } from "../../ids";
import { EventType } from "./record";

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

/** The filters of a list, for a file of all that match. */
export const ExportEvents = z.strictObject({ ...filters, format: z.literal("csv").default("csv") });
export type ExportEvents = z.infer<typeof ExportEvents>;

export const StreamQuery = z.strictObject({
  after: Cursor.optional().describe("Start after this cursor instead of now. Last-Event-ID outranks it."),
  ...filters,
});
export type StreamQuery = z.infer<typeof StreamQuery>;
