// The control room fails in every way a network allows; no work and no word of a log is lost.
import { mkdirSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { newId } from "@/lib/platform/ids";
import type { FakeControlRoom } from "./support/fake-control-room";
import type { Fault, Received } from "./support/fake-http";
import { eventually, startControlRoom, startRunner, temporaryDir } from "./support/running";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const closedIn = (room: FakeControlRoom) =>
  eventually(() => [...room.held.values()].find(({ closedBy }) => closedBy));

/** These faults for the first requests to paths that end so, then none. */
function failFirst(room: FakeControlRoom, ending: string, ...faults: Fault[]): void {
  room.http.fault = ({ path }: Received) => (path.endsWith(ending) ? (faults.shift() ?? null) : null);
}

test("a restart of the control room during a task loses neither output nor result", async () => {
  const room = await startControlRoom();
  const { lines } = startRunner(room, "for n in 1 2 3 4 5 6 7 8; do echo line $n; sleep 0.06; done");
  const task = room.addTask();
  await eventually(() => room.held.size === 1 && room.attemptOf(task).log.length > 0);
  await room.http.stop();
  await pause(250);
  await room.http.start();
  const held = await closedIn(room);
  expect(held.log.toString()).toBe("line 1\nline 2\nline 3\nline 4\nline 5\nline 6\nline 7\nline 8\n");
  expect(held.closedBy).toBe("complete");
  expect(room.held.size).toBe(1);
  expect(lines.filter((line) => line.includes(" retrying ")).length).toBeGreaterThan(0);
  await eventually(() => lines.some((line) => line.includes(" recovered ")));
});

test("a task that ends while the control room is away is delivered with its whole log when it is back", async () => {
  const room = await startControlRoom();
  const dir = temporaryDir();
  const { lines } = startRunner(room, "until [ -e go ]; do sleep 0.02; done; echo last words", {
    workdir: dir,
  });
  const task = room.addTask();
  await eventually(() => lines.some((line) => line.includes(" started ")));
  await room.http.stop();
  writeFileSync(join(dir, "go"), "");
  await pause(300);
  await room.http.start();
  const held = await closedIn(room);
  expect(held.result?.result).toEqual({ exitCode: 0, output: "last words\n" });
  expect(held.log.toString()).toBe("last words\n");
  expect(held.task.id).toBe(task.id);
});

test("a runner that starts before the control room registers when it comes", async () => {
  const room = await startControlRoom();
  await room.http.stop();
  startRunner(room, "true");
  await pause(100);
  await room.http.start();
  room.addTask();
  expect((await closedIn(room)).closedBy).toBe("complete");
});

test.each<[string, Fault[]]>([
  ["refused for a while", ["internal", "rate_limited", "unavailable"]],
  ["whose connections are cut", ["reset", "reset"]],
  ["that hangs", ["hang"]],
  ["whose replies are lost", ["lose_reply", "lose_reply"]],
])("a log %s arrives complete, each chunk at its offset", async (_, faults) => {
  const room = await startControlRoom();
  failFirst(room, "/log", ...faults);
  startRunner(room, "for n in 1 2 3 4 5; do echo ünïcode $n; sleep 0.05; done");
  room.addTask();
  const held = await closedIn(room);
  expect(room.http.to("/log").length).toBeGreaterThan(faults.length);
  expect(held.log.toString()).toBe([1, 2, 3, 4, 5].map((n) => `ünïcode ${n}\n`).join(""));
});

test("a log that is never accepted does not hold the result back for ever", async () => {
  const room = await startControlRoom();
  room.heartbeatIntervalMs = 20;
  room.http.fault = ({ path }) => (path.endsWith("/log") ? "internal" : null);
  const { lines } = startRunner(room, "echo hello");
  room.addTask();
  expect((await closedIn(room)).result?.result).toEqual({ exitCode: 0, output: "hello\n" });
  const kept = await eventually(() => lines.find((line) => line.includes("the log is kept in")));
  const path = kept.trim().split(" ").at(-1) ?? "";
  expect(await readFile(path, "utf8")).toContain("hello\n");
});

test.each<[string, Fault[]]>([
  ["whose reply was lost", ["lose_reply", "lose_reply"]],
  ["that met a failing control room", ["internal", "unavailable", "rate_limited", "reset", "hang"]],
  ["that met its own earlier send", ["conflict", "conflict"]],
])("a result %s is sent again under the same key and counts once", async (_, faults) => {
  const room = await startControlRoom();
  failFirst(room, "/complete", ...faults);
  const { lines } = startRunner(room, "echo hello");
  const task = room.addTask();
  await eventually(() => lines.some((line) => line.includes(`completed ${task.id}`)));
  const sends = room.http.to("/complete");
  expect(sends.length).toBe(faults.length + 1);
  expect(new Set(sends.map(({ idempotencyKey }) => idempotencyKey))).toEqual(
    new Set([room.attemptOf(task).attempt.id]),
  );
  expect(room.attemptOf(task).late).toEqual([]);
  expect(room.attemptOf(task).result?.result).toEqual({ exitCode: 0, output: "hello\n" });
});

test("a result whose reply was lost is the same to the byte when a later runner sends it again", async () => {
  const room = await startControlRoom();
  room.http.fault = ({ path }) => (path.endsWith("/complete") ? "lose_reply" : null);
  const first = startRunner(room, `echo '{"b":1,"a":{"2":"x","1":[null]}}' > "$OMOI_RESULT_FILE"`);
  const task = room.addTask();
  await eventually(() => room.http.to("/complete").length > 0);
  for (let signals = 0; signals < 3; signals++) first.runner.stop();
  await first.done;
  const before = room.http.to("/complete").length;
  room.http.fault = () => null;
  const second = startRunner(room, "true", { stateDir: first.stateDir });
  await eventually(() => second.lines.some((line) => line.includes(`completed ${task.id}`)));
  expect(room.http.to("/complete").length).toBe(before + 1);
  expect(new Set(room.http.to("/complete").map(({ text }) => text)).size).toBe(1);
});

test("a control room that asks for patience gets it", async () => {
  const room = await startControlRoom();
  room.http.retryAfterSeconds = 0.4;
  failFirst(room, "/complete", "rate_limited");
  startRunner(room, "true", {}, { backoffMaxMs: 1_000 });
  room.addTask();
  await closedIn(room);
  const [first, second] = room.http.to("/complete").map(({ at }) => at);
  expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(395);
});

test("a result survives a refused key, loudly, until the key works again", async () => {
  const room = await startControlRoom();
  failFirst(room, "/complete", "unauthenticated", "forbidden");
  const { lines } = startRunner(room, "echo hello");
  const task = room.addTask();
  expect((await closedIn(room)).task.id).toBe(task.id);
  expect(lines.filter((line) => line.includes("THE KEY WAS REFUSED")).length).toBe(2);
});

test("a result that comes too late is said to be kept as a late one, and is not sent again", async () => {
  const room = await startControlRoom();
  room.http.fault = ({ path }) => {
    if (path.endsWith("/complete")) for (const held of room.held.values()) held.isLost = true;
    return null;
  };
  const { lines } = startRunner(room, "echo hello");
  const task = room.addTask();
  await eventually(() => lines.some((line) => line.includes(`late ${task.id}: the lease was lost`)));
  await pause(150);
  expect(room.http.to("/complete").length).toBe(1);
  expect(room.attemptOf(task).late).toHaveLength(1);
});

test("a result that is refused for good is dropped aloud, and the runner works on", async () => {
  const room = await startControlRoom();
  failFirst(room, "/complete", "invalid_state");
  const { lines } = startRunner(room, "true");
  const task = room.addTask();
  await eventually(() => lines.some((line) => line.includes(`refused ${task.id}`)));
  const next = room.addTask();
  await eventually(() => room.held.size === 2 && room.attemptOf(next).closedBy === "complete");
  expect(room.http.to("/complete").length).toBe(2);
});

test("what waits in the outbox is sent before the runner registers", async () => {
  const room = await startControlRoom();
  const first = startRunner(room, "true");
  const task = room.addTask();
  await room.http.stop();
  const stateDir = temporaryDir();
  mkdirSync(join(stateDir, "outbox"));
  const body = { attemptId: newId("att"), fence: "1", result: {}, usage: null };
  const entry = { kind: "complete", taskId: task.id, body };
  writeFileSync(join(stateDir, "outbox", `${body.attemptId}.json`), JSON.stringify(entry));
  for (let n = 0; n < 3; n++) first.runner.stop();
  await first.done;
  const before = room.http.requests.length;
  await room.http.start();
  startRunner(room, "true", { stateDir });
  await eventually(() => room.http.requests.length > before + 1);
  expect(room.http.requests.slice(before, before + 2).map(({ path }) => path)).toEqual([
    `/tasks/${task.id}/complete`,
    "/agents",
  ]);
});

test("a control room that answers at once with no work is not asked without pause", async () => {
  const room = await startControlRoom();
  room.isImpatient = true;
  startRunner(room, "true", {}, { emptyReplyPauseMs: 100 });
  await eventually(() => room.http.to("/claim").length > 0);
  await pause(400);
  expect(room.http.to("/claim").length).toBeLessThan(10);
  expect(room.http.to("/heartbeat").length).toBeLessThan(10);
});
