// The log of an agent's runner: never long, never without its end.
import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import * as work from "@/lib/work/service";
import { capLog, RUNNER_LOG_BYTES_MAX, readLogEnd } from "@/lib/worker/host/runner-log";
import "../support/embedded";
import { aRealRoom } from "../cli/support/real-room";
import { ADMIN } from "../support/makers";
import { aHostWorld, eventuallyAsync, requestOf, runnerLogOf, started, startHost } from "./support/hosts";
import { eventually, temporaryDir } from "./support/running";

const room = aRealRoom();
const aLog = (text: string) => {
  const path = join(temporaryDir(), "runner.log");
  writeFileSync(path, text);
  return path;
};
const linesOf = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `line ${from + index}\n`).join("");

describe("a log", () => {
  test("that is not too long, or not there, is left as it is", () => {
    const path = aLog("a\nb\n");
    expect(capLog(path, 4)).toBe(false);
    expect(readFileSync(path, "utf8")).toBe("a\nb\n");
    expect(capLog(join(temporaryDir(), "runner.log"), 4)).toBe(false);
    expect(existsSync(`${path}.1`)).toBe(false);
  });

  test("that is too long is emptied, and its last whole lines are kept beside it", () => {
    const path = aLog(linesOf(0, 1000));
    expect(capLog(path, 100)).toBe(true);
    expect(statSync(path).size).toBe(0);
    const former = readFileSync(`${path}.1`, "utf8");
    expect(former.length).toBeLessThanOrEqual(100);
    expect(former).toBe(linesOf(989, 1000));
  });

  test("takes together twice its cap at most, however often it fills", () => {
    const path = aLog("");
    for (let round = 0; round < 20; round += 1) {
      appendFileSync(path, linesOf(round * 100, round * 100 + 100));
      capLog(path, 500);
      expect(statSync(path).size).toBeLessThanOrEqual(500);
      expect(statSync(`${path}.1`).size).toBeLessThanOrEqual(500);
    }
    expect(readFileSync(`${path}.1`, "utf8")).toMatch(/line 1999\n$/);
  });

  test("is read to its end over both files", () => {
    const path = aLog(linesOf(0, 20));
    capLog(path, 20);
    appendFileSync(path, "last words\n");
    expect(readLogEnd(path, 26)).toBe("line 18\nline 19\nlast words\n".slice(-26));
    expect(readLogEnd(path, 5)).toBe("ords\n");
  });
});

test("a runner's log is cut short while it runs, and the runner goes on in it", async () => {
  const world = await aHostWorld();
  await startHost(room.url, world);
  const { request, agentId } = await started(world);
  const log = runnerLogOf(world, request);
  const noise = `${"x".repeat(99)}\n`.repeat(RUNNER_LOG_BYTES_MAX / 100 + 1);
  appendFileSync(log, noise);
  await eventually(() => statSync(log).size < RUNNER_LOG_BYTES_MAX);
  expect(statSync(`${log}.1`).size).toBeLessThanOrEqual(RUNNER_LOG_BYTES_MAX);
  await work.drainAgent(ADMIN, agentId);
  await eventuallyAsync(async () => ((await requestOf(world, request)).endedAt ? true : null));
  expect(readFileSync(log, "utf8")).toMatch(/drained/);
  expect(statSync(log).size).toBeLessThan(10_000);
});
