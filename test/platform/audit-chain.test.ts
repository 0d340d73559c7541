// The chain as the database links it: every entry, in the order of the commits, bound to all before it.
import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as audit from "@/lib/platform/audit/service";
import { transact } from "@/lib/platform/db/transact";
import { newId } from "@/lib/platform/ids";
import "../support/embedded";
import { ADMIN } from "../support/makers";
import { change, rows } from "../support/sql";

interface LinkRow {
  position: bigint;
  seq: bigint;
  body: string;
  prevHash: string;
  hash: string;
}

const linksFrom = (position: bigint) => rows<LinkRow>`
  SELECT position, seq, body, prev_hash AS "prevHash", hash FROM audit_chain WHERE position > ${position} ORDER BY position`;
const length = async () => {
  const [row] = await rows<{ position: bigint; hash: string }>`SELECT position, hash FROM audit_chain_head`;
  return row ?? { position: -1n, hash: "" };
};
const write = (entry: Partial<audit.NewAuditEntry> = {}) =>
  transact("test", (tx) =>
    audit.append(tx, { actor: ADMIN, act: "test.act", entity: newId("tkt"), projectId: null, ...entry }),
  );

describe("an audit entry", () => {
  it("is linked at its commit: its hash is that of the link before and of its canonical JSON", async () => {
    const before = await length();
    const entity = newId("tkt");
    await write({ entity, reason: "because", detail: { b: 1, a: [true, null, "ü"] } });
    const [link] = await linksFrom(before.position);
    const [entry] = await rows<{ id: string; at: Date; seq: bigint }>`
      SELECT id, at, seq FROM audit_entries WHERE entity = ${entity}`;
    expect(JSON.parse(link?.body ?? "")).toEqual({
      ...{ act: "test.act", actor: ADMIN.id, actorName: ADMIN.name, at: entry?.at.toISOString() },
      ...{
        detail: { a: [true, null, "ü"], b: 1 },
        entity,
        id: entry?.id,
        position: Number(before.position) + 1,
      },
      ...{ projectId: null, reason: "because", seq: Number(entry?.seq) },
    });
    expect(link?.body).toBe(canonicalize(JSON.parse(link?.body ?? "")));
    expect(link?.prevHash).toBe(before.hash);
    expect(link?.hash).toBe(
      createHash("sha256")
        .update(before.hash)
        .update(link?.body ?? "")
        .digest("hex"),
    );
    expect(await length()).toEqual({ position: before.position + 1n, hash: link?.hash });
  });

  it("has a body that is RFC 8785, whatever its texts hold", async () => {
    const text = fc
      .string({ unit: "binary", maxLength: 40 })
      .map((each) => each.replaceAll("\u0000", "\u2028"));
    const entries = fc.array(
      fc.record({ reason: text, name: text, detail: fc.dictionary(text, fc.jsonValue()) }),
      { minLength: 20, maxLength: 40 },
    );
    const nasty = {
      reason: '\b\f\n\r\t\u001f\u007f"\\/',
      name: "\u2028\u2029\ud83d\ude00\ufeff",
      detail: {},
    };
    await fc.assert(
      fc.asyncProperty(entries, async (given) => {
        const before = await length();
        await transact("test", async (tx) => {
          for (const { reason, name, detail } of given) {
            const entry = { act: "test.act", entity: "x", projectId: null, reason, detail };
            await audit.append(tx, { actor: { ...ADMIN, name }, ...entry });
          }
        });
        const links = await linksFrom(before.position);
        expect(links).toHaveLength(given.length);
        for (const [n, { reason, name, detail }] of given.entries()) {
          const text = links[n]?.body ?? "";
          const body = JSON.parse(text);
          expect(text).toBe(canonicalize(body));
          expect(body).toMatchObject({ reason, actorName: name });
          expect(canonicalize(body.detail)).toBe(canonicalize(JSON.parse(JSON.stringify(detail))));
        }
      }),
      { numRuns: 8, examples: [[[nasty]]] },
    );
  });

  it("keeps numbers that a double does not hold as texts, and no half of a surrogate pair fails an act", async () => {
    const before = await length();
    await write({ detail: { huge: 2n ** 70n, small: 7n, half: "\ud800", "\udfff": Number.NaN } });
    const [link] = await linksFrom(before.position);
    expect(JSON.parse(link?.body ?? "").detail).toEqual({
      huge: "1180591620717411303424",
      ...{ small: 7, half: "\ufffd", "\ufffd": "NaN" },
    });
  });

  it("that is rolled back leaves no hole, and neither does one in a transaction with others", async () => {
    const before = await length();
    await write();
    const failing = transact("test", async (tx) => {
      await audit.append(tx, { actor: ADMIN, act: "test.lost", entity: "x", projectId: null });
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    await transact("test", async (tx) => {
      for (const act of ["one", "two", "three"])
        await audit.append(tx, { actor: ADMIN, act, entity: "x", projectId: null });
    });
    const links = await linksFrom(before.position);
    expect(links.map(({ position }) => position - before.position)).toEqual([1n, 2n, 3n, 4n]);
    expect(links.map(({ body }) => JSON.parse(body).act)).toEqual(["test.act", "one", "two", "three"]);
  });
});

describe("the chain refuses", () => {
  it.each([
    ["audit_chain", "UPDATE", () => change`UPDATE audit_chain SET body = '{}'`],
    ["audit_chain", "DELETE", () => change`DELETE FROM audit_chain`],
    ["audit_chain", "TRUNCATE", () => change`TRUNCATE audit_chain`],
    ["audit_chain", "INSERT", () => change`INSERT INTO audit_chain VALUES (9999, 9999, '{}', 'x', 'y')`],
    ["audit_chain_head", "UPDATE", () => change`UPDATE audit_chain_head SET position = 0`],
    ["audit_chain_head", "DELETE", () => change`DELETE FROM audit_chain_head`],
    ["audit_chain_head", "TRUNCATE", () => change`TRUNCATE audit_chain_head`],
    ["audit_heads", "TRUNCATE", () => change`TRUNCATE audit_heads`],
  ] as const)("%s: %s", async (table, operation, act) => {
    await write();
    const before = await length();
    await expect(act()).rejects.toThrow(`${table} is append-only: ${operation} refused`);
    expect(await length()).toEqual(before);
  });
});
