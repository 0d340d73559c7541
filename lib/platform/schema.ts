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
