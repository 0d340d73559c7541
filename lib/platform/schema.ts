// Shapes that every room's contract uses; safe in a browser.
import { z } from "zod";
import { ERROR_CODES } from "./errors";

/** What people and agents read where a schema says nothing itself; zod's own words are for programmers. */
z.config({
  customError: (issue) => {
    if (issue.code === "invalid_type") {
      return issue.input === undefined ? "Is required." : `Must be of the type ${issue.expected}.`;
    }
    if (issue.code === "too_small" && issue.origin === "number") return `Must be at least ${issue.minimum}.`;
    if (issue.code === "too_big" && issue.origin === "number") return `Must be at most ${issue.maximum}.`;
    if (issue.code === "too_big" && issue.origin === "string")
      return `Must have at most ${issue.maximum} characters.`;
    return undefined;
  },
});

export const Instant = z.iso.datetime({ offset: true }).meta({ description: "UTC, ISO 8601." });

// Directions of writing (202a to 202e, 2066 to 2069) reach beyond the text that sets them: they turn the rest of a list
// or of a chat around.
const ODD_IN_LINE = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/u;
const ODD_IN_TEXT = /(?![\t\n\r])[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;

/** What programs say, which nobody can ask to say it otherwise. */
export const Said = (max: number) => z.string().trim().min(1, "Must not be empty.").max(max);

/** A name or a title, as lists, chats and terminals show it in one line. */
export const Line = (max: number) =>
  Said(max).refine((text) => !ODD_IN_LINE.test(text), {
    error: "Must be one line, without invisible characters that control it or turn the direction of writing.",
  });

/** What people write, in lines. */
export const Text = (max: number) =>
  Said(max).refine((text) => !ODD_IN_TEXT.test(text), {
    error: "Must have no invisible characters that control it or turn the direction of writing.",
  });

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
/** Any JSON value; named, so that the API's description refers to it instead of repeating it. */
const Json: z.ZodType<Json> = z
  .lazy(() =>
    z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(Json), z.record(z.string(), Json)]),
  )
  .meta({ id: "Json" });

/** JSON objects as callers may attach them; size is bounded by the request body's own limit. */
export const JsonObject = z.record(z.string(), Json);
export type JsonObject = z.infer<typeof JsonObject>;

export const PageQuery = z.strictObject({
  cursor: z.string().max(200).optional().describe("`nextCursor` of the previous page."),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type PageQuery = z.infer<typeof PageQuery>;

export function PageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** RFC 9457 problem details, with our `code`, the request's id, and field issues as JSON pointers. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(ERROR_CODES),
    detail: z.string().optional(),
    requestId: z.string(),
    issues: z
      .array(z.object({ in: z.enum(["body", "query", "path"]), pointer: z.string(), detail: z.string() }))
      .optional(),
    facts: z.record(z.string(), Json).optional(),
  })
  .meta({ id: "Problem" });
export type Problem = z.infer<typeof Problem>;
