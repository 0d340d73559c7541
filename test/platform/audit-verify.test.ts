// Whoever tampers with the trail is found, and what they did is named: the tests switch the triggers off for that.
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";
import { PrismaPGlite } from "pglite-prisma-adapter";
import { describe, expect, it } from "vitest";
import { sealEvents } from "@/lib/platform/audit/seal";
import { signNow } from "@/lib/platform/audit/signing";
import { verifyDatabase } from "@/lib/platform/audit/verify";
import { database, replaceDatabase } from "@/lib/platform/db/client";
import { toDatabase } from "@/lib/platform/db/embedded";
import { applyMigrations, listMigrations, PRISMA_DIR } from "@/lib/platform/db/migrate";
import { transact } from "@/lib/platform/db/transact";
import { publish } from "@/lib/platform/events/service";
import { newId } from "@/lib/platform/ids";
import { ADMIN } from "../support/makers";
import { rows } from "../support/sql";
import { aChain, aTrailForEach, tamper, write } from "./support/audit";

aTrailForEach();

const idAt = async (position: number) => {
  const [row] = await rows<{ id: string }>`
    SELECT e.id FROM audit_entries e JOIN audit_chain c USING (seq) WHERE c.position = ${position}`;
  return row?.id;
};

describe("verification", () => {
  it("finds an untouched chain whole, with its signed heads and its sealed events", async () => {
    await aChain(3);
    await signNow();
    await transact("test", (tx) =>
      publish(tx, ADMIN, { type: "ticket.updated", entity: newId("tkt"), projectId: null }),
    );
    expect(await sealEvents()).toBe(true);
    await signNow();
    expect(await verifyDatabase()).toMatchObject({
      ...{ state: "whole", entries: 4, position: 4, heads: 2, fault: null },
      seals: { same: 1, gone: 0, renumbered: 0 },
    });
  });

  it("finds an empty chain whole", async () => {
    expect(await verifyDatabase()).toMatchObject({ state: "whole", entries: 0, position: 0 });
  });

  it.each<[string, string, number, RegExp, () => Promise<void>]>([
    [
      "an altered row",
      "altered_row",
      3,
      /position 3 .* reason, actor|position 3 .*actor, reason/,
      () => tamper("UPDATE audit_entries SET reason = 'x', actor = 'usr_x' WHERE entity = 'thing-3'"),
    ],
    [
      "a deleted row",
      "missing_row",
      4,
      /deleted/,
      () => tamper("DELETE FROM audit_entries WHERE entity = 'thing-4'"),
    ],
    [
      "an altered body",
      "altered_body",
      2,
      /body at position 2/,
      () => tamper(`UPDATE audit_chain SET body = replace(body, '"r2"', '"r9"') WHERE position = 2`),
    ],
    [
      "an altered body at the end",
      "altered_body",
      6,
      /body at position 6/,
      () => tamper(`UPDATE audit_chain SET body = replace(body, '"r6"', '"r9"') WHERE position = 6`),
    ],
    [
      "an altered hash",
      "altered_hash",
      2,
      /hash at position 2/,
      () => tamper("UPDATE audit_chain SET hash = repeat('a', 64) WHERE position = 2"),
    ],
    [
      "two swapped hashes",
      "altered_hash",
      2,
      /hash at position 2/,
      () =>
        tamper(`UPDATE audit_chain c SET hash = o.hash FROM audit_chain o
          WHERE (c.position, o.position) IN ((2, 3), (3, 2))`),
    ],
    [
      "an altered previous hash",
      "altered_link",
      5,
      /previous hash at position 5/,
      () => tamper("UPDATE audit_chain SET prev_hash = repeat('a', 64) WHERE position = 5"),
    ],
    [
      "a link taken out",
      "missing_position",
      3,
      /Position 3 is missing/,
      () => tamper("DELETE FROM audit_chain WHERE position = 3"),
    ],
    [
      "two entries that changed places",
      "misplaced",
      2,
      /position 2 was written as position 4/,
      () =>
        tamper(
          "UPDATE audit_chain SET position = 99 WHERE position = 2",
          "UPDATE audit_chain SET position = 2 WHERE position = 4",
          "UPDATE audit_chain SET position = 4 WHERE position = 99",
        ),
    ],
    [
      "an entry replaced as a whole, row, body and hash",
      "rewritten",
      3,
      /Positions 3 and 4 do not belong together/,
      () =>
        tamper(
          "UPDATE audit_entries SET reason = 'other' WHERE entity = 'thing-3'",
          `UPDATE audit_chain SET body = replace(body, '"r3"', '"other"'),
             hash = audit_hash(prev_hash, replace(body, '"r3"', '"other"')) WHERE position = 3`,
        ),
    ],
    [
      "a tail that was cut off",
      "cut_tail",
      5,
      /ends at 4: its tail was cut off/,
      () =>
        tamper(
          "DELETE FROM audit_chain WHERE position > 4",
          "DELETE FROM audit_entries WHERE entity IN ('thing-5', 'thing-6')",
        ),
    ],
    [
      "an entry slipped in beside the chain",
      "unlinked_row",
      6,
      /not in the chain/,
      () =>
        tamper(`INSERT INTO audit_entries (id, actor, actor_name, act, entity, detail)
          VALUES ('aud_00000000000000000000000009', 'a', 'A', 'x', 'y', '{}')`),
    ],
    [
      "a head row that was taken away",
      "cut_tail",
      6,
      /says where the chain ends is gone/,
      () => tamper("DELETE FROM audit_chain_head"),
    ],
  ])("names %s", async (_, kind, position, detail, act) => {
    await aChain();
    const entry = await idAt(position);
    await act();
    const found = await verifyDatabase();
    expect(found).toMatchObject({
      state: "broken",
      fault: { kind, position, detail: expect.stringMatching(detail) },
    });
    if (["altered_row", "missing_row"].includes(kind)) expect(found.fault?.entry).toBe(entry);
  });

  it("need not come first: once the chain has lost its head no act goes by unlinked", async () => {
    await aChain(2);
    await tamper("DELETE FROM audit_chain_head");
    await expect(write(3)).rejects.toThrow();
    expect(await rows`SELECT 1 FROM audit_entries WHERE entity = 'thing-3'`).toEqual([]);
    // The one connection is free again.
    await transact("test", (tx) => tx.$queryRaw`SELECT 1`);
  });

  it("names the first of several faults", async () => {
    await aChain();
    await tamper(
      "UPDATE audit_chain SET hash = repeat('a', 64) WHERE position = 5",
      "UPDATE audit_entries SET reason = 'x' WHERE entity = 'thing-2'",
    );
    expect(await verifyDatabase()).toMatchObject({ fault: { kind: "altered_row", position: 2 } });
  });
});

it("entries from before there was a chain are linked in their order by the migration", async () => {
  const before = mkdtempSync(join(tmpdir(), "omoi-prisma-"));
  cpSync(PRISMA_DIR, before, { recursive: true });
  for (const name of listMigrations().filter((each) => each >= "014")) {
    rmSync(join(before, "migrations", name), { recursive: true });
  }
  const pglite = await PGlite.create({ extensions: { vector } });
  const adapter = new PrismaPGlite(pglite);
  await applyMigrations(adapter, before);
  await pglite.exec(`INSERT INTO audit_entries (seq, id, actor, actor_name, act, entity, detail)
    SELECT n * 3, 'aud_' || n, 'usr', 'Ada "the first"', 'act', 'thing', '{"n":' || n || '}' FROM generate_series(1, 30) AS n`);
  await applyMigrations(adapter);
  rmSync(before, { recursive: true });
  await (await database()).close();
  replaceDatabase(Promise.resolve(toDatabase(pglite)));
  expect(await verifyDatabase()).toMatchObject({ state: "whole", entries: 30 });
  const links = await rows<{ seq: bigint }>`SELECT seq FROM audit_chain ORDER BY position`;
  expect(links.map(({ seq }) => Number(seq))).toEqual(Array.from({ length: 30 }, (_, n) => (n + 1) * 3));
  await write(31);
  expect(await verifyDatabase()).toMatchObject({ state: "whole", entries: 31 });
});
