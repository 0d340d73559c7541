// What heartbeats bring about: leases kept, cancels obeyed and confirmed, lost work dropped.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Heartbeat, Task } from "@/lib/work/schema";
import type { Timings } from "@/lib/worker/timings";
import type { FakeControlRoom } from "./support/fake-control-room";
import {
  eventually,
  isRunning,
  pidsIn,
  startControlRoom,
  startRunner,
  temporaryDir,
} from "./support/running";

const ENDLESS = "echo $$ >> pid; echo begun; while [ -e pid ]; do sleep 0.02; done";
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function startTask(
  script: string,
  prepare: (room: FakeControlRoom) => void = () => {},
  timings: Partial<Timings> = {},
) {
  const room = await startControlRoom();
  room.heartbeatIntervalMs = 20_000;
  prepare(room);
  const workdir = temporaryDir();
  const started = startRunner(room, script, { workdir }, timings);
  const task = room.addTask();
  const running = async () => {
    const [pid = 0] = await eventually(() => pidsIn(join(workdir, "pid"), 1));
    return pid;
  };
  return { ...started, room, task, running, workdir };
}

/** Milliseconds from the cancel to the word of the runner that it has stopped. */
async function cancelIt(room: FakeControlRoom, task: Task): Promise<number> {
  const cancelledAt = Date.now();
  room.cancel(task, 30_000);
  return (await eventually(() => room.attemptOf(task).stoppedAt)) - cancelledAt;
}

const beatsOf = (room: FakeControlRoom) => room.http.to("/heartbeat").map(({ body }) => body as Heartbeat);
const sentResults = (room: FakeControlRoom, { id }: Task) =>
  room.http.requests.filter(({ path }) => path === `/tasks/${id}/complete` || path === `/tasks/${id}/fail`);

test("a claimed attempt is in a heartbeat at once, though the long poll before had long to go", async () => {
  const { room, task, running } = await startTask(ENDLESS);
  await running();
  const { attempt, fence } = room.attemptOf(task);
  const expected = { attempts: [{ attemptId: attempt.id, fence, stopped: false }], waitMs: 20_000 };
  await eventually(
    () => beatsOf(room).some((beat) => JSON.stringify(beat) === JSON.stringify(expected)),
    1_000,
  );
});

test("a cancel ends the process and is confirmed within a second; no result is sent", async () => {
  const { room, task, running, lines } = await startTask(ENDLESS);
  const pid = await running();
  const took = [await cancelIt(room, task)];
  expect(isRunning(pid)).toBe(false);
  expect(room.attemptOf(task).log.toString()).toBe("begun\n");
  await eventually(() => lines.some((line) => line.includes(`cancelled ${task.id}: No longer needed.`)));
  expect(sentResults(room, task)).toEqual([]);
  // The middle one of five: a busy machine may delay any.
  while (took.length < 5) {
    const next = room.addTask();
    await eventually(() => room.held.size > took.length && room.attemptOf(next).log.length > 0);
    took.push(await cancelIt(room, next));
  }
  expect(took.sort((a, b) => a - b)[2]).toBeLessThan(1_000);
});

test("a cancelled command that ignores SIGTERM is gone and confirmed before the deadline, without a storm of beats", async () => {
  const { room, task, running } = await startTask(`trap '' TERM; ${ENDLESS}`, () => {}, {
    killGraceMs: 60_000,
    deadlineMarginMs: 3_000,
  });
  const pid = await running();
  const before = beatsOf(room).length;
  const cancelledAt = Date.now();
  room.cancel(task, 4_000);
  const stoppedAt = await eventually(() => room.attemptOf(task).stoppedAt);
  expect(stoppedAt - cancelledAt).toBeGreaterThanOrEqual(950);
  expect(stoppedAt - cancelledAt).toBeLessThan(4_000);
  expect(isRunning(pid)).toBe(false);
  expect(beatsOf(room).length - before).toBeLessThan(30);
});

test("the grace of a cancel is counted from its receipt, whatever the control room's clock says", async () => {
  const { room, task, running } = await startTask(`trap '' TERM; ${ENDLESS}`, () => {}, {
    killGraceMs: 60_000,
    deadlineMarginMs: 3_000,
  });
  room.clockAheadMs = -3_600_000;
  await running();
  const cancelledAt = Date.now();
  room.cancel(task, 4_000);
  const stoppedAt = await eventually(() => room.attemptOf(task).stoppedAt);
  expect(stoppedAt - cancelledAt).toBeGreaterThanOrEqual(950);
  expect(stoppedAt - cancelledAt).toBeLessThan(4_000);
});

test("the runner works on after a cancel", async () => {
  const { room, task, running } = await startTask(`[ -e pid ] && exit 0; ${ENDLESS}`);
  await running();
  room.cancel(task, 5_000);
  await eventually(() => room.attemptOf(task).stoppedAt);
  const next = room.addTask();
  await eventually(() => room.held.size === 2 && room.attemptOf(next).closedBy === "complete");
});

test("a cancel before the start was accepted is confirmed, and the command never runs", async () => {
  const { room, task, workdir } = await startTask("echo ran >> pid", (fake) => {
    fake.http.fault = ({ path }) => (path.endsWith("/start") ? "unavailable" : null);
  });
  await eventually(() => room.http.to("/start").length > 1);
  room.cancel(task, 5_000);
  await eventually(() => room.attemptOf(task).stoppedAt);
  expect(pidsIn(join(workdir, "pid"), 1)).toBeNull();
});

test("a lost attempt's process is killed, nothing of it is sent, and its log is kept and named", async () => {
  const { room, task, running, lines } = await startTask(`trap '' TERM; ${ENDLESS}`);
  const pid = await running();
  await eventually(() => room.attemptOf(task).log.length > 0);
  room.lose(task);
  await eventually(() => lines.some((line) => line.includes(`lost ${task.id}`)));
  expect(isRunning(pid)).toBe(false);
  expect(sentResults(room, task)).toEqual([]);
  const kept = await eventually(() => lines.find((line) => line.includes("the log is kept in")));
  expect(kept).toContain(room.attemptOf(task).attempt.id);
});

test("a start that is refused never runs the command, and the attempt is given up at once", async () => {
  const { room, task, workdir, lines } = await startTask("echo ran >> pid", (fake) => {
    fake.http.fault = ({ path }) => (path.endsWith("/start") ? "lease_lost" : null);
  });
  await eventually(() => lines.some((line) => line.includes(`refused ${task.id}: it may not start`)));
  await eventually(() => room.attemptOf(task).stoppedAt);
  expect(pidsIn(join(workdir, "pid"), 1)).toBeNull();
  expect(sentResults(room, task)).toEqual([]);
});

test("heartbeats carry an attempt until its result has been accepted", async () => {
  const { room, task } = await startTask("true", (fake) => {
    fake.heartbeatIntervalMs = 30;
    fake.http.fault = ({ path }) => (path.endsWith("/complete") ? "internal" : null);
  });
  await eventually(() => room.http.to("/complete").length >= 2);
  const from = beatsOf(room).length;
  await eventually(() => beatsOf(room).length > from + 2);
  const { attempt } = room.attemptOf(task);
  const carries = ({ attempts }: Heartbeat) => attempts.some(({ attemptId }) => attemptId === attempt.id);
  expect(beatsOf(room).slice(from).every(carries)).toBe(true);
  room.http.fault = () => null;
  await eventually(() => room.attemptOf(task).closedBy);
  await eventually(() => !carries(beatsOf(room).at(-1) as Heartbeat));
});

test("a control room that forgot the agent gets it registered again, and the running attempt goes on", async () => {
  const { room, task, running, workdir } = await startTask(
    "echo $$ >> pid; until [ -e go ] || [ ! -e pid ]; do sleep 0.02; done",
  );
  const pid = await running();
  room.forgetAgents();
  await eventually(() => room.http.to("/agents").length === 2);
  await pause(50);
  expect(isRunning(pid)).toBe(true);
  writeFileSync(join(workdir, "go"), "");
  await eventually(() => room.attemptOf(task).closedBy === "complete");
  expect(beatsOf(room).at(-1)?.waitMs).toBe(20_000);
});
