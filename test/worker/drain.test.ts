import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { UsageError } from "@/lib/worker/usage-error";
import {
  eventually,
  isRunning,
  pidsIn,
  startControlRoom,
  startRunner,
  temporaryDir,
} from "./support/running";

const UNTIL_GO = "echo $$ >> pid; until [ -e go ] || [ ! -e pid ]; do sleep 0.02; done; echo done";

async function startTask(script: string) {
  const room = await startControlRoom();
  const workdir = temporaryDir();
  const started = startRunner(room, script, { workdir });
  const task = room.addTask();
  const [pid = 0] = await eventually(() => pidsIn(join(workdir, "pid"), 1));
  return { ...started, room, task, workdir, pid };
}

test("a draining runner says so, claims no more, and ends when its task has", async () => {
  const { room, task, workdir, runner, done } = await startTask(UNTIL_GO);
  runner.stop();
  await eventually(() => room.http.to("/drain").length === 1);
  const next = room.addTask();
  await new Promise((resolve) => setTimeout(resolve, 150));
  writeFileSync(join(workdir, "go"), "");
  await done;
  expect(room.attemptOf(task).result?.result).toEqual({ exitCode: 0, output: "done\n" });
  expect(() => room.attemptOf(next)).toThrow("not been claimed");
});

test("an idle runner drains at once, though its long polls had long to go", async () => {
  const room = await startControlRoom();
  const { runner, done } = startRunner(room, "true", {}, { claimWaitMs: 30_000 });
  await eventually(() => room.http.to("/claim").length > 0);
  const stoppedAt = performance.now();
  runner.stop();
  await done;
  expect(performance.now() - stoppedAt).toBeLessThan(1_000);
});

test("a runner whose claims are refused ends only when the control room has heard that it drains", async () => {
  const room = await startControlRoom();
  room.agentState = "quarantined";
  const { runner, done } = startRunner(room, "true", {}, { drainAnnounceMs: 10_000 });
  await eventually(() => room.http.to("/claim").length > 0);
  const awayUntil = performance.now() + 500;
  let heard = 0;
  room.http.fault = ({ path }) => {
    if (!path.endsWith("/drain")) return null;
    if (performance.now() < awayUntil) return "unavailable";
    heard++;
    return null;
  };
  runner.stop();
  await done;
  expect(heard).toBe(1);
});

test("the second signal ends what runs and gives it back to the queue", async () => {
  const { room, task, runner, done, pid } = await startTask(`trap '' TERM; ${UNTIL_GO}`);
  runner.stop();
  runner.stop();
  await done;
  expect(isRunning(pid)).toBe(false);
  expect(room.attemptOf(task).failure).toMatchObject({ retry: true, error: { kind: "reported" } });
});

test("drained without a control room, the result waits on disk for the next start", async () => {
  const { room, task, workdir, runner, done, lines, stateDir } = await startTask(UNTIL_GO);
  await room.http.stop();
  runner.stop();
  writeFileSync(join(workdir, "go"), "");
  await done;
  expect(lines.at(-1)).toContain("1 result(s) could not be delivered yet");
  await room.http.start();
  startRunner(room, "true", { stateDir });
  await eventually(() => room.attemptOf(task).closedBy === "complete");
});

test.each(["unauthenticated", "forbidden", "invalid_request", "not_found"] as const)(
  "a first registration answered with %s ends the runner with one sentence",
  async (code) => {
    const room = await startControlRoom();
    room.http.fault = () => code;
    const error = await startRunner(room, "true").done.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).toMatch(/^The control room refused the registration: [^\n]+\.$/);
  },
);

test("a drain asked for by the control room lets the task finish and ends the runner", async () => {
  const room = await startControlRoom();
  const workdir = temporaryDir();
  const { done, lines } = startRunner(room, "until [ -e go ]; do sleep 0.02; done", { workdir });
  const task = room.addTask();
  await eventually(() => lines.some((line) => line.includes(" started ")));
  room.drain();
  await eventually(() => lines.some((line) => line.includes(" draining ")));
  room.addTask({ title: "Never claimed" });
  writeFileSync(join(workdir, "go"), "");
  await done;
  expect(room.attemptOf(task).closedBy).toBe("complete");
  expect(room.held.size).toBe(1);
});

test("a claim refused because the agent is retired ends the runner, one because of a quarantine does not", async () => {
  const room = await startControlRoom();
  room.agentState = "quarantined";
  const { done, lines } = startRunner(room, "true");
  await eventually(() => room.http.to("/claim").length >= 3);
  expect(lines.some((line) => line.includes(" draining "))).toBe(false);
  room.agentState = "retired";
  await done;
  expect(lines.some((line) => line.includes("This agent is retired"))).toBe(true);
});
