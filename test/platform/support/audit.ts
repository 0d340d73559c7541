// A trail of its own for each test, and what somebody can do to it who owns the database.
import { afterEach, beforeEach } from "vitest";
import * as audit from "@/lib/platform/audit/service";
import { database, replaceDatabase } from "@/lib/platform/db/client";
import { toDatabase } from "@/lib/platform/db/embedded";
import { transact } from "@/lib/platform/db/transact";
import { openFromDump } from "../../support/dump";
import { ADMIN } from "../../support/makers";

/** Before each test: an empty database, and a process that has signed nothing yet. */
export function aTrailForEach(): void {
  beforeEach(async () => {
    delete (globalThis as { omoiAuditSigned?: unknown }).omoiAuditSigned;
    replaceDatabase(Promise.resolve(toDatabase(await openFromDump())));
  });
  afterEach(async () => (await database()).close());
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
