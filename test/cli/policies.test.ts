// Policies from a terminal: read, checked before they are shipped, and replayed.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import "../support/embedded";
import { aPolicy, policyText } from "../guardian/support/policies";
import { aKey, type TestKey } from "../support/makers";
import { aRealRoom } from "./support/real-room";
import { cli } from "./support/run-cli";

const room = aRealRoom();
const folder = mkdtempSync(join(tmpdir(), "omoi-policies-"));
afterAll(() => rmSync(folder, { recursive: true }));
let key: TestKey;
beforeAll(async () => {
  key = await aKey({ scopes: ["audit:read", "guardian:act", "work:read"], level: "GUARDIAN" });
});
const run = (words: string[], by = key) => cli(["policies", ...words], { url: room.url, key: by.secret });
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

test("are listed with their modes, and shown with their text", async () => {
  const policy = await aPolicy({ for: "60s" }, "observe");
  const list = await run(["list"]);
  expect(list.stdout).toMatch(/^NAME +MODE +DOES /);
  expect(list.stdout).toMatch(new RegExp(`${policy.name} +observe +pause `));
  expect((await run(["show", policy.name])).stdout).toMatch(/\nfor +60 s\n/);
  expect((await run(["show", policy.name, "--text"])).stdout).toBe(policy.text);
  expect((await run(["show", "no-such-policy"])).code).toBe(5);
});

test("a file is checked without being kept: 0 when it is a policy, else 15 and each fault with its line", async () => {
  const good = file("good.yaml", policyText("from-a-file", {}));
  expect(await run(["check", good])).toMatchObject({ code: 0, stdout: `${good}: from-a-file, pause\n` });
  expect((await run(["show", "from-a-file"])).code).toBe(5);
  const bad = file("bad.yaml", policyText("from-a-file", { when: "task.priorty == 'HIGH'", for: "soon" }));
  const told = await run(["check", bad]);
  expect(told.code).toBe(15);
  expect(told.stdout).toMatch(new RegExp(`^${bad}:\\d+:\\d+: policy\\.`, "m"));
  expect(JSON.parse((await run(["check", bad, "--json"])).stdout).faults.length).toBeGreaterThan(0);
  expect(await run(["check", join(folder, "none.yaml")])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^<file>: ENOENT/),
  });
});

test("one is replayed, also with another text", async () => {
  const policy = await aPolicy({}, "observe");
  const own = await run(["dry-run", policy.name, "--days", "1"]);
  expect(own).toMatchObject({ code: 0, stdout: expect.stringMatching(/\nfirings +0\n/) });
  const other = file("other.yaml", policyText(policy.name, { when: "queue.pending >= 0" }));
  const replayed = await run(["dry-run", policy.name, "--days", "1", "--file", other, "--json"]);
  expect(JSON.parse(replayed.stdout).hash).not.toBe(policy.hash);
  expect((await run(["dry-run", policy.name, "--days", "90"])).code).toBe(2);
});

test("a key without the right is denied, and the help says that a person changes the mode", async () => {
  expect((await run(["list"], await aKey({ scopes: ["work:read"] }))).code).toBe(4);
  expect((await run(["show", "--help"])).stdout).toContain("A person changes a policy or its mode");
});
