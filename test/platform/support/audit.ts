// A trail of its own for each test, and what somebody can do to it who owns the database.
import { afterAll, afterEach, beforeEach } from "vitest";
import * as audit from "@/lib/platform/audit/service";
import { type Database, database, replaceDatabase } from "@/lib/platform/db/client";
import { toDatabase } from "@/lib/platform/db/embedded";
import { transact } from "@/lib/platform/db/transact";
import { openFromDump } from "../../support/dump";
import { ADMIN } from "../../support/makers";

const EMPTY = ["audit_checks", "audit_heads", "audit_chain", "audit_entries", "events"];

/** Before each test: a trail without an entry, and a process that has signed nothing yet. */
export function aTrailForEach(): void {
  let own: Database | undefined;
  beforeEach(async () => {
    delete (globalThis as { omoiAuditSigned?: unknown }).omoiAuditSigned;
    own ??= toDatabase(await openFromDump());
    replaceDatabase(Promise.resolve(own));
    await tamper(
      `TRUNCATE ${EMPTY.join(", ")} RESTART IDENTITY`,
      "DELETE FROM audit_chain_head",
      "INSERT INTO audit_chain_head (id, position, hash) VALUES (1, 0, repeat('0', 64))",
      "DELETE FROM audit_clock",
      `INSERT INTO audit_clock (id, run_at, sealed_xid, sealed_seq)
        SELECT 1, '2000-01-01', xid, seq FROM event_horizon`,
    );
  });
  afterEach(async () => {
    // A test that put another one in its place has closed this one.
    const last = await database();
    if (last === own) return;
    await last.close();
    own = undefined;
  });
  afterAll(() => own?.close());
}

/** An act on `thing-n` for the reason `rn`. */
export function write(n: number): Promise<void> {
  const entry = { actor: ADMIN, act: "test.act", entity: `thing-${n}`, projectId: null, reason: `r${n}` };
  return transact("test", (tx) => audit.append(tx, entry));
}

export async function aChain(entries = 6): Promise<void> {
  for (let n = 1; n <= entries; n += 1) await write(n);
}

/** Statements with every trigger switched off. */
export async function tamper(...statements: string[]): Promise<void> {
  const { prisma } = await database();
  await prisma.$transaction(async (tx) => {
    await tx.$executeRawUnsafe("SET LOCAL session_replication_role = replica");
    for (const statement of statements) await tx.$executeRawUnsafe(statement);
  });
}

/** Links all after a position anew, as a thorough forger would. */
export const relink = (after: number) => `DO $$
  DECLARE link record; last text; BEGIN
    last := coalesce((SELECT hash FROM audit_chain WHERE position = ${after}), repeat('0', 64));
    FOR link IN SELECT * FROM audit_chain WHERE position > ${after} ORDER BY position LOOP
      UPDATE audit_chain SET prev_hash = last, hash = audit_hash(last, body) WHERE position = link.position
        RETURNING hash INTO last;
    END LOOP;
    UPDATE audit_chain_head SET hash = last;
  END $$`;
