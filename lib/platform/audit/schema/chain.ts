// The chain of the entries: who signs it, what it seals, and what following it found.
import { z } from "zod";
import { Instant } from "../../schema";

/** What the batches are called that seal events into the chain. */
export const SEAL_ACT = "events.sealed";
/** The act that says that a restored dump was numbered anew. */
export const REALIGN_ACT = "events.realigned";

export const SignedHead = z.object({
  position: z.int(),
  hash: z.string(),
  at: Instant,
  keyId: z.string(),
  publicKey: z.string(),
  signature: z.string(),
});

/** What an entry `events.sealed` tells: a batch of events and the SHA-256 of their canonical lines. */
export const Seal = z.object({
  from: z.string().describe("The cursor before the first."),
  to: z.string().describe("The cursor of the last."),
  count: z.int(),
  sha256: z.string(),
});
export type Seal = z.infer<typeof Seal>;

export const Signing = z.object({
  source: z
    .enum(["environment", "generated", "none"])
    .describe("`generated`: beside the embedded data. `none`: heads are not signed."),
  keyId: z.string().nullable(),
  publicKey: z.string().nullable().describe("SubjectPublicKeyInfo (DER) in base64."),
});
export type Signing = z.infer<typeof Signing>;

const FaultKind = z.enum([
  "altered_body",
  "altered_hash",
  "altered_link",
  "altered_row",
  "missing_row",
  "unlinked_row",
  "missing_position",
  "misplaced",
  "rewritten",
  "cut_tail",
  "wrong_signature",
  "foreign_key",
  "altered_events",
  "unreadable",
]);
export type FaultKind = z.infer<typeof FaultKind>;

const ChainFault = z.object({
  kind: FaultKind,
  position: z.int().describe("The first position that is known to be wrong."),
  entry: z.string().nullable().describe("The id of the entry there, where it can still be told."),
  detail: z.string(),
});

/** What following the whole chain found. */
export const AuditCheck = z
  .object({
    state: z.enum(["whole", "broken"]),
    at: Instant.describe("When it began, by the database's clock."),
    durationMs: z.int(),
    entries: z.int().describe("Entries that were followed, up to the first fault."),
    position: z.int(),
    hash: z.string(),
    heads: z.int().describe("Signed heads whose signature and hash are right."),
    seals: z
      .object({
        same: z.int().describe("Batches of events that are still what was sealed."),
        gone: z.int().describe("Some of their events are not kept any more."),
        renumbered: z
          .int()
          .describe("From before a dump was restored into this server, which numbered events anew."),
      })
      .describe("The batches of events in the chain. They are looked at last, after the chain itself."),
    fault: ChainFault.nullable(),
  })
  .meta({ id: "AuditCheck" });
export type AuditCheck = z.infer<typeof AuditCheck>;

export const AuditState = z
  .object({
    length: z.int().describe("Entries in the chain."),
    hash: z.string(),
    at: Instant,
    signing: Signing,
    lastHead: SignedHead.nullable(),
    lastCheck: AuditCheck.nullable(),
    running: z
      .object({ startedAt: Instant, done: z.int(), total: z.int() })
      .nullable()
      .describe("The verification that this replica is at now."),
  })
  .meta({ id: "AuditState" });
export type AuditState = z.infer<typeof AuditState>;
