// The chain followed without its server: what is whole is said to be, and what was tampered with is named.
import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as audit from "@/lib/platform/audit/service";
import { readSigningKey } from "@/lib/platform/audit/signing-key";
import { transact } from "@/lib/platform/db/transact";
import "../support/embedded";
import { ADMIN, aKey, aProject } from "../support/makers";
import { aRealRoom } from "./support/real-room";
import { cli } from "./support/run-cli";

const room = aRealRoom();
const folder = mkdtempSync(join(tmpdir(), "omoi-audit-"));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);
const write = (n: number) =>
  transact("test", (tx) =>
    audit.append(tx, {
      actor: ADMIN,
      act: "test.act",
      entity: `thing-${n}`,
      projectId: null,
      reason: `r${n}`,
    }),
  );
const pem = (key: ReturnType<typeof createPublicKey>) =>
  key.export({ type: "spki", format: "pem" }).toString();
const own = createPublicKey(readSigningKey(process.env.AUDIT_SIGNING_KEY ?? "") ?? "");

let first: string[] = [];
let lines: string[] = [];
const run = async (words: string[]) => {
  const key = await aKey({ scopes: ["audit:read"] });
  return cli(words, { url: room.url, key: key.secret });
};
beforeAll(async () => {
  for (let n = 1; n <= 5; n += 1) await write(n);
  expect((await run(["audit", "export", "--out", at("first")])).code).toBe(0);
  for (let n = 6; n <= 8; n += 1) await write(n);
  expect((await run(["audit", "export", "--out", at("whole")])).code).toBe(0);
  writeFileSync(at("key.pem"), pem(own));
  first = readFileSync(at("first"), "utf8").trimEnd().split("\n");
  lines = readFileSync(at("whole"), "utf8").trimEnd().split("\n");
});
const verify = (...words: string[]) => cli(["audit", "verify", ...words]);
const file = (name: string, content: string[]) => {
  writeFileSync(at(name), `${content.join("\n")}\n`);
  return at(name);
};

test("a whole export ends with 0 and says by which key it is signed, and whether that is trusted", async () => {
  const told = await verify(at("whole"));
  expect(told).toMatchObject({ code: 0, stderr: "" });
  expect(told.stdout).toMatch(/chain +whole\n/);
  expect(told.stdout).toContain("not compared with one that you trust");
  for (const key of [
    at("key.pem"),
    pem(own),
    own.export({ type: "spki", format: "der" }).toString("base64"),
  ]) {
    const trusted = await verify(at("whole"), `--public-key=${key}`);
    expect(trusted).toMatchObject({ code: 0, stdout: expect.stringContaining("which is trusted") });
  }
  const { stdout } = await verify(at("whole"), "--json");
  expect(JSON.parse(stdout)).toMatchObject({
    state: "whole",
    position: lines.length - 2,
    heads: 1,
    fault: null,
  });
});

/** The line of a position: the header is line 0. */
const altered = (position: number, change: (link: Record<string, unknown>) => void) =>
  lines.map((line, n) => {
    const link = JSON.parse(line);
    if (n === position) change(link);
    return JSON.stringify(link);
  });

test.each<[string, string, number, () => string[]]>([
  ["altered_body", "altered", 3, () => altered(3, (link) => Object.assign(link, { body: `${link.body} ` }))],
  [
    "altered_hash",
    "swapped-hash",
    4,
    () => altered(4, (link) => Object.assign(link, { hash: "0".repeat(64) })),
  ],
  ["missing_position", "deleted", 5, () => lines.filter((_, n) => n !== 5)],
  [
    "misplaced",
    "reordered",
    2,
    () => {
      const [two, five] = [2, 5].map((n) => JSON.parse(lines[n] ?? ""));
      return altered(2, (link) => Object.assign(link, { ...five, position: 2 })).map((line, n) =>
        n === 5 ? JSON.stringify({ ...two, position: 5 }) : line,
      );
    },
  ],
  ["cut_tail", "without-head", 0, () => lines.slice(0, -3)],
  ["cut_tail", "cut-before-head", 0, () => [...lines.slice(0, -4), lines.at(-1) ?? ""]],
  ["rewritten", "earlier-head", 0, () => [...lines.slice(0, -1), first.at(-1) ?? ""]],
  ["unreadable", "rubbish", 3, () => lines.map((line, n) => (n === 3 ? "{" : line))],
  [
    "wrong_signature",
    "forged",
    0,
    () =>
      altered(lines.length - 1, (line) => {
        const head = line.head as Record<string, string>;
        head.signature = Buffer.alloc(64).toString("base64");
      }),
  ],
])("%s is found in an export (%s): 11, and it says where", async (kind, name, position, content) => {
  const { code, stdout } = await verify(file(name, content()), "--json");
  const found = JSON.parse(stdout);
  expect([code, found.state, found.fault?.kind]).toEqual([11, "broken", kind]);
  if (position > 0) expect(found.fault.position).toBe(position);
  const { stdout: words } = await verify(at(name));
  expect(words).toContain(`position ${found.fault.position}`);
  expect(words).toContain(found.fault.detail);
});

test("a head of another key, or of none, does not pass where a key is trusted", async () => {
  const other = generateKeyPairSync("ed25519").publicKey;
  const told = await verify(at("whole"), `--public-key=${pem(other)}`);
  expect(told).toMatchObject({ code: 11, stdout: expect.stringContaining("foreign_key") });
  expect((await verify(at("whole"), `--public-key=${pem(other)}`, `--public-key=${pem(own)}`)).code).toBe(0);
  const { head } = JSON.parse(lines.at(-1) ?? "");
  const unsigned = { position: head.position, hash: head.hash, at: head.at };
  const path = file("unsigned", [...lines.slice(0, -1), JSON.stringify({ head: unsigned })]);
  expect((await verify(path)).code).toBe(0);
  expect(await verify(path, `--public-key=${pem(own)}`)).toMatchObject({
    code: 11,
    stdout: expect.stringContaining("not signed"),
  });
});

test("an earlier export must still be in the chain", async () => {
  expect((await verify(at("whole"), "--earlier", at("first"))).code).toBe(0);
  const told = await verify(at("first"), "--earlier", at("whole"), "--json");
  expect([told.code, JSON.parse(told.stdout).fault.kind]).toEqual([11, "cut_tail"]);
});

test("an earlier export that was altered itself is named, and the chain does not pass for having its head", async () => {
  const tampered = first.map((line, n) => {
    const link = JSON.parse(line);
    return n === 2 ? JSON.stringify({ ...link, body: `${link.body} ` }) : line;
  });
  const path = file("tampered-earlier", tampered);
  const told = await verify(at("whole"), "--earlier", path);
  expect(told.code).toBe(11);
  expect(told.stdout).toContain(`${path}, broken`);
  expect(told.stdout).toMatch(/broken there at +position 2/);
  const { stdout } = await verify(at("whole"), "--earlier", path, "--json");
  expect(JSON.parse(stdout)).toMatchObject({
    ...{ state: "broken", fault: null, position: lines.length - 2 },
    earlier: { path, fault: { kind: "altered_body", position: 2 } },
  });
  const cut = await verify(at("whole"), "--earlier", file("cut-earlier", first.slice(0, -1)), "--json");
  expect([cut.code, JSON.parse(cut.stdout).earlier.fault.kind]).toEqual([11, "cut_tail"]);
  expect((await verify(at("whole"), "--earlier", at("first"))).stdout).toMatch(
    /earlier export .*, whole, \d+ /,
  );
  expect((await verify(at("whole"), "--earlier", "/nowhere")).code).toBe(2);
});

test("the server follows its own chain when neither an export nor a database is named", async () => {
  const told = await run(["audit", "verify"]);
  expect(told).toMatchObject({ code: 0, stderr: "" });
  expect(told.stdout).toMatch(/chain +whole\n/);
  expect(told.stdout).toContain("which is the server's own");
});

test.each([
  [["audit", "verify", "/nowhere"], 2, "cannot be read"],
  [["audit", "verify", "package.json"], 2, "is no export"],
  [["audit", "verify", "package.json", "--public-key", "hunter2"], 2, "must be an Ed25519 public key"],
  [["audit", "verify", "--database", "./data/pg"], 2, "An embedded database is verified by its server"],
  [
    ["audit", "verify", "--database", "postgresql://nobody@127.0.0.1:1/none"],
    2,
    "could not be reached: ECONNREFUSED",
  ],
  [["audit", "verify", "--public-key", "x"], 2, "Ed25519"],
  [["audit", "export"], 2, "--out"],
] as const)("“%j” ends with %d and says why", async (words, code, why) => {
  expect(await run([...words])).toMatchObject({ code, stderr: expect.stringContaining(why) });
});

test("an export never writes over a file, and a key of a project is denied", async () => {
  expect(await run(["audit", "export", "--out", at("whole")])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("is there already"),
  });
  const key = await aKey({ scopes: ["audit:read"], project: await aProject() });
  const denied = await cli(["audit", "export", "--out", at("denied")], { url: room.url, key: key.secret });
  expect(denied).toMatchObject({ code: 4, stderr: expect.stringContaining("whole installation") });
});
