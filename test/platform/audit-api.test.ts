// The trail as the API tells it: filters, pages, who sees what, the export and the verification.
import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { GET as exportRoute } from "@/app/api/v1/guardian/audit/export/route";
import { GET as list } from "@/app/api/v1/guardian/audit/route";
import { GET as verify } from "@/app/api/v1/guardian/audit/verify/route";
import { ChainCheck } from "@/lib/platform/audit/chain/check";
import { follow } from "@/lib/platform/audit/chain/follow";
import type { AuditPage, AuditState } from "@/lib/platform/audit/schema";
import { sealEvents } from "@/lib/platform/audit/seal";
import * as audit from "@/lib/platform/audit/service";
import { keyBeside, readSigningKey } from "@/lib/platform/audit/signing-key";
import { transact } from "@/lib/platform/db/transact";
import { parseEnv } from "@/lib/platform/env";
import { newId } from "@/lib/platform/ids";
import "../support/embedded";
import { call } from "../support/call";
import { ADMIN, aKey, aPerson, aProject } from "../support/makers";

const write = (entry: Partial<audit.NewAuditEntry>) =>
  transact("test", (tx) =>
    audit.append(tx, { actor: ADMIN, act: "test.act", entity: newId("tkt"), projectId: null, ...entry }),
  );
const listAs = (key: { secret: string }, query: Record<string, string | number> = {}) =>
  call<AuditPage>(list, { key, query });

describe("the list", () => {
  it("has the newest first, page by page, with the place in the chain", async () => {
    const entity = newId("tkt");
    for (let n = 0; n < 5; n += 1) await write({ entity, reason: `n${n}`, detail: { n } });
    const key = await aKey({ scopes: ["audit:read"] });
    const one = (await listAs(key, { entity, limit: 3 })).json;
    expect(one.items.map(({ reason }) => reason)).toEqual(["n4", "n3", "n2"]);
    expect(one.items[0]).toMatchObject({ actor: ADMIN.id, actorName: ADMIN.name, detail: { n: 4 }, entity });
    expect(one.items[0]?.prevHash).toBe(one.items[1]?.hash);
    expect(one.items[0]?.position).toBe((one.items[1]?.position ?? 0) + 1);
    const two = (await listAs(key, { entity, limit: 3, cursor: one.nextCursor ?? "" })).json;
    expect(two.items.map(({ reason }) => reason)).toEqual(["n1", "n0"]);
    expect(two.nextCursor).toBeNull();
  });

  it("is narrowed by act, prefix, actor, project, time and text, and without seals", async () => {
    const project = await aProject();
    const other = { ...ADMIN, id: newId("usr"), name: "Grace" };
    const entity = newId("tkt");
    const from = new Date().toISOString();
    await write({ entity, act: "hold.placed", projectId: project.id });
    await write({ entity, act: "hold.ended", actor: other, reason: "100% sure_of it" });
    await write({ entity, act: "holding.on", detail: { deep: { word: "Zanzibar" } } });
    await sealEvents();
    const key = await aKey({ scopes: ["audit:read"] });
    const acts = async (query: Record<string, string>) =>
      (await listAs(key, { entity, ...query })).json.items.map(({ act }) => act);
    expect(await acts({ act: "hold.*" })).toEqual(["hold.ended", "hold.placed"]);
    expect(await acts({ act: "hold.placed,holding.on" })).toEqual(["holding.on", "hold.placed"]);
    expect(await acts({ actor: other.id })).toEqual(["hold.ended"]);
    expect(await acts({ project: project.id })).toEqual(["hold.placed"]);
    expect(await acts({ text: "zanzi" })).toEqual(["holding.on"]);
    expect(await acts({ text: "0% sure_" })).toEqual(["hold.ended"]);
    expect(await acts({ text: "0%_sure" })).toEqual([]);
    expect(await acts({ to: from })).toEqual([]);
    expect(await acts({ from })).toHaveLength(3);
    const seals = async (query: Record<string, string>) =>
      (await listAs(key, { from, ...query })).json.items.filter(({ act }) => act === "events.sealed").length;
    expect([await seals({}), await seals({ seals: "false" })]).toEqual([1, 0]);
  });

  it("is narrowed to what was refused, or to what was not, and with acts to those of them", async () => {
    const entity = newId("tkt");
    for (const act of ["test.act", "test.act.refused", "other.act.refused"]) await write({ entity, act });
    const key = await aKey({ scopes: ["audit:read"] });
    const acts = async (query: Record<string, string>) =>
      (await listAs(key, { entity, ...query })).json.items.map(({ act }) => act);
    expect(await acts({ refused: "true" })).toEqual(["other.act.refused", "test.act.refused"]);
    expect(await acts({ refused: "true", act: "test.*" })).toEqual(["test.act.refused"]);
    expect(await acts({ refused: "false" })).toEqual(["test.act"]);
    const csv = await call(exportRoute, { key, query: { entity, refused: "true", format: "csv" } });
    expect(csv.raw.trimEnd().split("\n")).toHaveLength(3);
  });

  it("shows a key of a project that project's entries alone", async () => {
    const [mine, other] = [await aProject(), await aProject()];
    const entity = newId("tkt");
    for (const projectId of [mine.id, other.id, null]) await write({ entity, projectId });
    const key = await aKey({ scopes: ["audit:read"], project: mine });
    expect((await listAs(key, { entity })).json.items.map(({ projectId }) => projectId)).toEqual([mine.id]);
    expect((await listAs(key, { entity, project: other.id })).json.items).toEqual([]);
  });

  it.each([
    [{ act: "hold placed" }, "/act"],
    [{ cursor: "x" }, "/cursor"],
    [{ from: "yesterday" }, "/from"],
    [{ limit: 1000 }, "/limit"],
  ])("refuses %j and points at it", async (query, pointer) => {
    const { problem } = await listAs(await aKey({ scopes: ["audit:read"] }), query as Record<string, string>);
    expect([problem.code, problem.issues?.[0]?.pointer]).toEqual(["invalid_request", pointer]);
  });

  it("needs the scope audit:read, which every member has", async () => {
    expect((await listAs(await aKey({ scopes: ["work:read"] }))).problem.code).toBe("forbidden");
    const viewer = await aPerson("viewer");
    expect((await call(list, { person: viewer })).status).toBe(200);
  });
});

describe("the export", () => {
  it("is the whole chain, its signed head last, and holds together by itself", async () => {
    await write({ reason: "one line\nand another\u2028" });
    const { raw, headers } = await call(exportRoute, { key: await aKey({ scopes: ["audit:read"] }) });
    expect(headers.get("content-type")).toBe("application/x-ndjson");
    const [header, ...lines] = raw
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const { head } = lines.pop();
    expect(header).toMatchObject({ format: "omoios.audit/1", entries: lines.length });
    const own = readSigningKey(process.env.AUDIT_SIGNING_KEY ?? "");
    if (!own) throw new Error("The tests have no key.");
    const check = new ChainCheck([createPublicKey(own)]);
    check.expect([head]);
    expect(
      await follow(
        check,
        (async function* () {
          yield lines;
        })(),
      ),
    ).toBeNull();
    expect(check.end(head)).toBeNull();
    expect([check.position, check.heads]).toEqual([lines.length, 1]);
    const foreign = new ChainCheck([createPublicKey(generateKeyPairSync("ed25519").privateKey)]);
    foreign.expect([head]);
    await follow(
      foreign,
      (async function* () {
        yield lines;
      })(),
    );
    expect(foreign.end(head)).toMatchObject({ kind: "foreign_key" });
  });

  it("as CSV takes the filters of the list; the chain itself takes none", async () => {
    const entity = newId("tkt");
    await write({ entity, reason: "=1+1" });
    const key = await aKey({ scopes: ["audit:read"] });
    const { raw } = await call(exportRoute, { key, query: { format: "csv", entity } });
    const [head, row, end] = raw.split("\r\n");
    expect(head).toMatch(/^position,id,at,actor/);
    expect(row).toContain("'=1+1");
    expect(end).toBe("");
    expect((await call(exportRoute, { key, query: { entity } })).problem.issues?.[0]?.pointer).toBe(
      "/format",
    );
  });

  it("and the verification are refused to a key of one project, whose CSV has its own entries", async () => {
    const project = await aProject();
    await write({ projectId: project.id, act: "test.mine" });
    const key = await aKey({ scopes: ["audit:read"], project });
    expect((await call(exportRoute, { key })).problem.code).toBe("forbidden");
    expect((await call(verify, { key })).problem.code).toBe("forbidden");
    const { raw } = await call(exportRoute, { key, query: { format: "csv" } });
    expect(
      new Set(
        raw
          .trimEnd()
          .split("\r\n")
          .slice(1)
          .map((row) => row.split(",").includes(project.id)),
      ),
    ).toEqual(new Set([true]));
  });
});

describe("the verification", () => {
  it("tells where the chain ends at once, and with fresh what following it found", async () => {
    await write({});
    const key = await aKey({ scopes: ["audit:read"] });
    const { json } = await call<AuditState>(verify, { key, query: { fresh: "true" } });
    expect(json).toMatchObject({
      signing: { source: "environment", keyId: expect.stringMatching(/^[0-9a-f]{32}$/) },
      lastCheck: { state: "whole", fault: null, position: json.length, hash: json.hash },
      running: null,
    });
    await write({});
    const later = (await call<AuditState>(verify, { key })).json;
    expect(later.length).toBe(json.length + 1);
    expect(later.lastCheck).toEqual(json.lastCheck);
  });
});

describe("the signing key", () => {
  it("may be PEM, also on one line, or a seed; anything else stops the start and is not repeated", () => {
    const pem = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const seed = Buffer.alloc(32, 7).toString("base64");
    for (const text of [pem, pem.replaceAll("\n", "\\n"), seed]) {
      expect(parseEnv({ AUDIT_SIGNING_KEY: text }).AUDIT_SIGNING_KEY).toBe(text);
    }
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    const wrong = [
      rsa.export({ type: "pkcs8", format: "pem" }).toString(),
      "hunter2",
      Buffer.alloc(31).toString("base64"),
    ];
    for (const text of wrong) {
      expect(() => parseEnv({ AUDIT_SIGNING_KEY: text })).toThrow(
        /AUDIT_SIGNING_KEY: Must be an Ed25519 private key: PKCS#8 as PEM, or its seed of 32 bytes in base64\.$/,
      );
    }
  });

  it("beside the embedded data is made once and is its owner's alone", () => {
    const folder = mkdtempSync(join(tmpdir(), "omoi-audit-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const key = keyBeside(folder);
    expect(keyBeside(folder).equals(key)).toBe(true);
    expect(statSync(join(folder, "audit-signing-key.pem")).mode & 0o777).toBe(0o600);
  });
});
