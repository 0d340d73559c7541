// What the trail tells of an act.
import { z } from "zod";
import { IdOf } from "../../ids";
import { Instant, JsonObject, PageOf } from "../../schema";

export const AuditEntry = z
  .object({
    id: IdOf("aud"),
    position: z
      .int()
      .nullable()
      .describe("Its place in the chain; null: it was never linked, which is a fault."),
    at: Instant.describe("By the database's clock."),
    actor: z
      .string()
      .describe("`usr_…`, `key_…`, `system` or `policy:…`; `anonymous` for a sign-in that was refused."),
    actorName: z.string().describe("The actor's name at that time."),
    act: z.string(),
    entity: z.string().describe("The id of what it was done to."),
    projectId: IdOf("prj").nullable(),
    reason: z.string().nullable(),
    detail: JsonObject.describe(
      "What the act tells: facts it saw, `before` and `after` where it changed something.",
    ),
    hash: z.string().nullable().describe("SHA-256 of `prevHash` and the entry's canonical JSON."),
    prevHash: z.string().nullable(),
  })
  .meta({ id: "AuditEntry" });
export type AuditEntry = z.infer<typeof AuditEntry>;

export const AuditPage = PageOf(AuditEntry);
export type AuditPage = z.infer<typeof AuditPage>;

const REFUSED = ".refused";

/** The act under which it is kept that an act was asked for and refused. */
export function refusalOf(act: string): string {
  return act + REFUSED;
}

export function isRefusal(act: string): boolean {
  return act.endsWith(REFUSED);
}
