import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lockDataDir } from "@/lib/platform/db/lock";
import { type Child, runChild } from "../support/child";

let folder: string;
let dataDir: string;
const children: Child[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "omoios-lock-"));
  dataDir = join(folder, "pg");
});
afterEach(async () => {
  for (const child of children.splice(0)) await child.end();
  rmSync(folder, { recursive: true });
});

function aHolder(): Child {
  const child = runChild(`
    const { lockDataDir } = await load("lib/platform/db/lock.ts");
    const unlock = lockDataDir(${JSON.stringify(dataDir)});
    say("locked " + process.pid);
    process.stdin.once("data", () => { unlock(); process.exit(0); });`);
  children.push(child);
  return child;
}

const owner = () => readFileSync(`${dataDir}.lock`, "utf8").split(" ")[0];
const startTime = (pid: number) => {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
};
const deadPid = () => spawnSync(process.execPath, ["-e", ""]).pid;

describe("the data directory", () => {
  it("is refused to a second process, which is told the first one's PID, until the first lets go", async () => {
    const holder = aHolder();
    const pid = await holder.line("locked");
    expect(() => lockDataDir(dataDir)).toThrow(`in use by process ${pid}.`);
    expect(owner()).toBe(pid);
    holder.process.stdin?.write("go\n");
    await new Promise((resolve) => holder.process.once("close", resolve));
    expect(existsSync(`${dataDir}.lock`)).toBe(false);
    lockDataDir(dataDir)();
  });

  it("is refused to a second process that opens the whole database, which changes nothing in it", async () => {
    lockDataDir(dataDir);
    const second = runChild(`
      const { openEmbedded } = await load("lib/platform/db/embedded.ts");
      await openEmbedded(${JSON.stringify(dataDir)});
      say("opened");`);
    children.push(second);
    expect(await second.line("refused")).toContain(`in use by process ${process.pid}`);
    expect(existsSync(dataDir)).toBe(false);
    expect(owner()).toBe(String(process.pid));
  });

  it("left by a process that was killed is taken over", async () => {
    const holder = aHolder();
    const pid = await holder.line("locked");
    await holder.end();
    expect(owner()).toBe(pid);
    const unlock = lockDataDir(dataDir);
    expect(owner()).toBe(String(process.pid));
    unlock();
    expect(existsSync(`${dataDir}.lock`)).toBe(false);
  });

  it("is not taken for locked by a process that merely has the dead owner's PID", () => {
    // This process lives, but it did not start when the lock says that its owner did.
    writeFileSync(`${dataDir}.lock`, `${process.pid} 1\n`);
    lockDataDir(dataDir);
    expect(readFileSync(`${dataDir}.lock`, "utf8")).toBe(`${process.pid} ${startTime(process.pid)}\n`);
  });

  it("is refused while the PID and its start time both fit", () => {
    writeFileSync(`${dataDir}.lock`, `${process.ppid} ${startTime(process.ppid)}\n`);
    expect(() => lockDataDir(dataDir)).toThrow(`in use by process ${process.ppid}`);
  });

  it.each(["", "garbage\n", "12x 5\n"])("with an unreadable lock %j is taken over", (content) => {
    writeFileSync(`${dataDir}.lock`, content);
    lockDataDir(dataDir);
    expect(owner()).toBe(String(process.pid));
  });

  it("with a stale lock is given to exactly one of several that start at once", async () => {
    writeFileSync(`${dataDir}.lock`, `${deadPid()} 1\n`);
    const starting = [aHolder(), aHolder(), aHolder(), aHolder()];
    const ends = await Promise.all(
      starting.map((child) => Promise.race([child.line("locked"), child.line("refused").then(() => null)])),
    );
    const winners = ends.filter((pid) => pid !== null);
    expect(winners).toHaveLength(1);
    expect(owner()).toBe(winners[0]);
  });

  it("is not unlocked by a process that does not hold it any more", () => {
    const unlock = lockDataDir(dataDir);
    writeFileSync(`${dataDir}.lock`, `${process.ppid} ${startTime(process.ppid)}\n`);
    unlock();
    expect(owner()).toBe(String(process.ppid));
  });
});
