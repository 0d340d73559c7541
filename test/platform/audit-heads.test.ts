// What vouches for the chain: heads that were signed, and seals of what happened beside it.
import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { signHead } from "@/lib/platform/audit/chain/head";
import { sealEvents } from "@/lib/platform/audit/seal";
import { signNow } from "@/lib/platform/audit/signing";
import { verifyDatabase } from "@/lib/platform/audit/verify";
import { database } from "@/lib/platform/db/client";
import { transact } from "@/lib/platform/db/transact";
import { realignEvents } from "@/lib/platform/events/months";
import { publish } from "@/lib/platform/events/service";
import { newId } from "@/lib/platform/ids";
import { ADMIN } from "../support/makers";
import { change, rows } from "../support/sql";
import { aChain, aTrailForEach, relink, tamper, write } from "./support/audit";

aTrailForEach();

describe("a signed head", () => {
  it("betrays a chain that was rewritten consistently from some entry on", async () => {
    await aChain();
    await signNow();
    await tamper(
      "UPDATE audit_entries SET reason = 'other' WHERE entity = 'thing-3'",
      `UPDATE audit_chain SET body = replace(body, '"r3"', '"other"') WHERE position = 3`,
      relink(2),
    );
    expect(await verifyDatabase()).toMatchObject({
      fault: { kind: "rewritten", position: 6, detail: expect.stringContaining("at or before it") },
    });
  });

  it("betrays a tail that was cut off together with the head row", async () => {
    await aChain();
    await signNow();
    await tamper(
      "DELETE FROM audit_chain WHERE position > 4",
      "DELETE FROM audit_entries WHERE entity IN ('thing-5', 'thing-6')",
      "UPDATE audit_chain_head h SET position = 4, hash = c.hash FROM audit_chain c WHERE c.position = 4",
    );
    expect(await verifyDatabase()).toMatchObject({
      fault: {
        kind: "cut_tail",
        position: 5,
        detail: expect.stringMatching(/^A head of .* is at position 6, the chain ends at 4/),
      },
    });
  });

  it("is refused when its signature was altered, or when the newest is of another key", async () => {
    await aChain(2);
    const mine = await signNow();
    if (!mine) throw new Error("It was not signed.");
    const { privateKey } = generateKeyPairSync("ed25519");
    const foreign = signHead(mine, privateKey);
    await tamper(
      `UPDATE audit_heads SET key_id = '${foreign.keyId}', public_key = '${foreign.publicKey}', signature = '${foreign.signature}'`,
    );
    expect(await verifyDatabase()).toMatchObject({ fault: { kind: "foreign_key", position: 2 } });
    await tamper(`UPDATE audit_heads SET signature = '${mine.signature}'`);
    expect(await verifyDatabase()).toMatchObject({ fault: { kind: "wrong_signature", position: 2 } });
  });

  it("of an earlier key stays good once the present key has signed", async () => {
    await aChain(2);
    const mine = await signNow();
    if (!mine) throw new Error("It was not signed.");
    const earlier = signHead(mine, generateKeyPairSync("ed25519").privateKey);
    await tamper(
      `UPDATE audit_heads SET key_id = '${earlier.keyId}', public_key = '${earlier.publicKey}', signature = '${earlier.signature}'`,
    );
    await signNow();
    expect(await verifyDatabase()).toMatchObject({ state: "whole", heads: 2 });
  });

  it("is kept once for each place, and none is given to a chain that lost what was signed before", async () => {
    await aChain(2);
    const first = await signNow();
    expect(await signNow()).toEqual(first);
    await write(3);
    expect((await signNow())?.position).toBe(3);
    await tamper(
      "DELETE FROM audit_heads",
      `UPDATE audit_chain SET body = replace(body, '"r1"', '"x"') WHERE position = 1`,
      relink(0),
    );
    await write(4);
    expect(await signNow()).toBeNull();
  });
});

describe("sealed events", () => {
  const happen = (entity = newId("tkt")) =>
    transact("test", (tx) => publish(tx, ADMIN, { type: "ticket.updated", entity, projectId: null })).then(
      () => entity,
    );

  it("are sealed once, in batches that follow on each other", async () => {
    for (let n = 0; n < 5; n += 1) await happen();
    expect([await sealEvents(3), await sealEvents(3), await sealEvents(3)]).toEqual([true, true, false]);
    const seals = await rows<{
      detail: string;
    }>`SELECT detail FROM audit_entries WHERE act = 'events.sealed' ORDER BY seq`;
    const [one, two] = seals.map(({ detail }) => JSON.parse(detail));
    expect([one.count, two.count]).toEqual([3, 2]);
    expect(two.from).toBe(one.to);
    expect(await verifyDatabase()).toMatchObject({ state: "whole", seals: { same: 2 } });
  });

  it.each([
    ["altered", (entity: string) => `UPDATE events SET payload = '{"x": 1}' WHERE entity = '${entity}'`],
    ["deleted", (entity: string) => `DELETE FROM events WHERE entity = '${entity}'`],
    ["moved", (entity: string) => `UPDATE events SET entity = 'else' WHERE entity = '${entity}'`],
  ])("that were %s afterwards are found", async (_, how) => {
    await happen();
    const entity = await happen();
    await sealEvents();
    await (await database()).prisma.$executeRawUnsafe(how(entity));
    expect(await verifyDatabase()).toMatchObject({ fault: { kind: "altered_events", position: 1 } });
  });

  it("that are not kept any more are said to be gone, and no fault", async () => {
    await happen();
    await happen();
    await sealEvents();
    await change`UPDATE event_horizon SET (xid, seq) = (SELECT xid, seq FROM events ORDER BY xid, seq LIMIT 1)`;
    await change`DELETE FROM events WHERE (xid, seq) = (SELECT xid, seq FROM event_horizon)`;
    expect(await verifyDatabase()).toMatchObject({ state: "whole", seals: { same: 0, gone: 1 } });
  });

  it("that a restored dump numbered anew are told apart, and later ones are checked as before", async () => {
    await happen();
    await sealEvents();
    await change`UPDATE events SET xid = xid + 1000000000`;
    await change`UPDATE audit_clock SET sealed_xid = sealed_xid + 1000000000`;
    await realignEvents();
    await happen();
    expect(await sealEvents()).toBe(true);
    expect(await verifyDatabase()).toMatchObject({
      ...{ state: "whole", entries: 3 },
      seals: { same: 1, gone: 0, renumbered: 1 },
    });
  });
});
