import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { takeLock } from "@/lib/worker/lock";
import { findProcess } from "@/lib/worker/proc";
import { StateDir } from "@/lib/worker/state-dir";
import { UsageError } from "@/lib/worker/usage-error";
import { temporaryDir } from "./support/running";

test("what lies in the state directory is the owner's alone, and an existing directory keeps its mode", async () => {
  const parent = temporaryDir();
  const fresh = join(parent, "fresh");
  await new StateDir(fresh).create();
  const known = join(parent, "known");
  mkdirSync(known, { mode: 0o755 });
  await new StateDir(known).create();
  const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
  expect([fresh, join(fresh, "outbox"), join(known, "logs")].map(modeOf)).toEqual(["700", "700", "700"]);
  expect(modeOf(known)).toBe("755");
});

test("the default name is the same at every start", async () => {
  const dir = temporaryDir();
  const name = await new StateDir(dir).defaultName();
  expect(name).toMatch(/-[0-9a-f]{6}$/);
  expect(await new StateDir(dir).defaultName()).toBe(name);
});

test("a second runner is refused with the holder's PID, and gets the lock once it is given back", () => {
  const dir = temporaryDir();
  const path = join(dir, "lock");
  const release = takeLock(path, dir);
  expect(() => takeLock(path, dir)).toThrow(UsageError);
  expect(() => takeLock(path, dir)).toThrow(`PID ${process.pid}`);
  release();
  takeLock(path, dir)();
  expect(readdirSync(dir)).toEqual([]);
});

test.each([
  ["of a process that has ended", () => ({ pid: spawnSync("true").pid, startMark: "1" })],
  ["of an earlier process with our own id", () => ({ pid: process.pid, startMark: "1" })],
  ["that is unreadable", () => "nonsense"],
])("a lock %s is taken over", (_, stale) => {
  const dir = temporaryDir();
  const path = join(dir, "lock");
  writeFileSync(path, JSON.stringify(stale()));
  takeLock(path, dir);
  const mark = findProcess(process.pid)?.startMark ?? null;
  expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({ pid: process.pid, startMark: mark });
});
