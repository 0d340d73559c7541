// What may be asked of the trail and of its chain.
import { z } from "zod";
import { IdOf } from "../../ids";
import { Instant, PageQuery } from "../../schema";

const ACT = /^[a-z_]+(\.[a-z_]+)*(\.\*)?$/;
const acts = (text: string) => text.split(",");

const filters = {
  act: z
    .string()
    .max(500)
    .refine((text) => acts(text).every((act) => ACT.test(act)), {
      error: "Must be acts, or prefixes such as hold.*, separated by commas.",
    })
    .optional()
    .describe("Only these acts: names, or prefixes such as `hold.*`, separated by commas."),
  refused: z.stringbool().optional().describe("true: only what was asked for and refused."),
  entity: z.string().min(1).max(64).optional().describe("Only what was done to this id."),
  actor: z.string().min(1).max(200).optional().describe("Only what this actor did."),
  project: IdOf("prj").optional(),
  from: Instant.optional(),
  to: Instant.optional().describe("Before this instant."),
  text: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .describe("In the act, the entity, the actor's name, the reason or the detail."),
  seals: z
    .enum(["true", "false"])
    .default("true")
    .describe("False leaves out the entries that seal batches of events."),
};

export const AuditQuery = PageQuery.extend({
  ...filters,
  cursor: z
    .string()
    .regex(/^\d{1,18}$/, "Must be a cursor that this API returned.")
    .optional(),
});
export type AuditQuery = z.infer<typeof AuditQuery>;
export type AuditFilter = Omit<AuditQuery, "cursor" | "limit">;

/** The whole chain, or with the filters of the list a file of all that match. */
export const ExportAuditQuery = z
  .strictObject({ ...filters, format: z.enum(["ndjson", "csv"]).default("ndjson") })
  .refine(({ format, seals: _, ...filter }) => format === "csv" || Object.keys(filter).length === 0, {
    path: ["format"],
    error: "Must be csv with filters: the chain is exported as a whole.",
  });
export type ExportAuditQuery = z.infer<typeof ExportAuditQuery>;

/** Acts and prefixes apart, as a filter names them. */
export function splitActs(text: string): { names: string[]; prefixes: string[] } {
  const all = acts(text);
  return {
    names: all.filter((act) => !act.endsWith("*")),
    prefixes: all.filter((act) => act.endsWith("*")).map((act) => act.slice(0, -1)),
  };
}

export const VerifyAuditQuery = z.strictObject({
  fresh: z
    .stringbool({ error: "Must be true or false." })
    .default(false)
    .describe("True begins a verification, unless one runs; it is waited for as long as `waitMs`."),
  waitMs: z.coerce.number().int().min(0).max(30_000).default(25_000),
});
export type VerifyAuditQuery = z.infer<typeof VerifyAuditQuery>;
