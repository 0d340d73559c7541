// One task through the runner: what its command sees, and what the control room gets.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import type { Task } from "@/lib/work/schema";
import { type FakeControlRoom, type Held, KEY } from "./support/fake-control-room";
import {
  eventually,
  isRunning,
  pidsIn,
  startControlRoom,
  startRunner,
  temporaryDir,
} from "./support/running";

afterEach(() => vi.unstubAllEnvs());

async function runOne(
  script: string | [string, ...string[]],
  own: Partial<Task> = {},
): Promise<{
  room: FakeControlRoom;
  task: Task;
  held: Held;
  lines: string[];
  workdir: string;
  stateDir: string;
}> {
  const room = await startControlRoom();
  const workdir = temporaryDir();
  const { lines, stateDir } = startRunner(room, script, { workdir });
  const task = room.addTask(own);
  const held = await eventually(() => [...room.held.values()].find(({ closedBy }) => closedBy !== null));
  await eventually(() => lines.some((line) => /completed|failed/.test(line)));
  return { room, task, held, lines, workdir, stateDir };
}

test("a task is claimed, run and completed with its log, and nothing stays on disk", async () => {
  const { room, task, held, lines, stateDir } = await runOne(
    "echo out; echo err >&2; sleep 0.1; echo wörld",
    {
      title: "Greet",
    },
  );
  expect(held.result?.result).toEqual({ exitCode: 0, output: "out\nwörld\n" });
  expect(held.result?.usage?.durationMs).toBeGreaterThanOrEqual(100);
  expect(held.log.toString().split("\n").sort()).toEqual(["", "err", "out", "wörld"]);
  expect(lines.find((line) => line.includes(" claimed "))).toContain(
    `Z claimed ${task.id} "Greet" attempt 1`,
  );
  expect(lines.at(-1)).toContain(`completed ${task.id}`);
  expect(room.http.to("/complete").map(({ idempotencyKey }) => idempotencyKey)).toEqual([held.attempt.id]);
  const left = () =>
    ["outbox", "running", "results", "logs"].flatMap((dir) => readdirSync(join(stateDir, dir)));
  await eventually(() => left().length === 0);
});

test("the prompt is on stdin and in the environment, and the key is nowhere in it", async () => {
  vi.stubEnv("OMOI_KEY", KEY);
  vi.stubEnv("COPY_OF_KEY", `Bearer ${KEY}`);
  const { held, task, workdir } = await runOne(
    `cat > prompt; env > env; echo '{"answer":["42"]}' > "$OMOI_RESULT_FILE"`,
    { description: "Fix the “bug”.\nThen rest." },
  );
  expect(held.result?.result).toEqual({ answer: ["42"] });
  expect(readFileSync(join(workdir, "prompt"), "utf8")).toBe("Fix the “bug”.\nThen rest.");
  const env = readFileSync(join(workdir, "env"), "utf8");
  expect(env).toContain("OMOI_TASK_PROMPT=Fix the “bug”.\nThen rest.\n");
  expect(env).toContain(`OMOI_TASK_ID=${task.id}\n`);
  expect(env).toContain(`OMOI_AGENT_ID=${held.attempt.agentId}\n`);
  expect(env).toContain(`OMOI_ATTEMPT_ID=${held.attempt.id}\n`);
  expect(env).not.toContain(KEY);
});

test("a command that never reads its long prompt completes all the same", async () => {
  const { held } = await runOne('exec <&-; echo "[$OMOI_TASK_PROMPT]"', {
    description: "long ".repeat(40_000),
  });
  expect(held.result?.result).toEqual({ exitCode: 0, output: "[]\n" });
});

test("another exit code fails the attempt with the end of the output", async () => {
  const { held, lines, task } = await runOne("echo one; echo two >&2; exit 7");
  expect(held.failure).toMatchObject({ retry: true, error: { kind: "exit", exitCode: 7 } });
  expect(held.failure?.error.message).toMatch(/^The command ended with exit code 7\.\n(one\ntwo|two\none)$/);
  expect(lines.at(-1)).toContain(`failed ${task.id} exit: The command ended with exit code 7.`);
});

test("a result file that is no JSON fails the attempt and says so", async () => {
  const { held } = await runOne('echo "{oops" > "$OMOI_RESULT_FILE"');
  expect(held.failure?.error).toMatchObject({
    kind: "reported",
    message: expect.stringContaining("not valid JSON"),
  });
});

test("a command that outlasts the task's timeout is killed and fails as a timeout", async () => {
  const { held, workdir } = await runOne("echo $$ > pid; while [ -e pid ]; do sleep 0.02; done", {
    timeoutSeconds: 1,
  });
  expect(held.failure).toMatchObject({ retry: true, error: { kind: "timeout" } });
  expect(pidsIn(join(workdir, "pid"), 1)?.filter(isRunning)).toEqual([]);
});

test("a command that does not exist fails once and for all", async () => {
  const { held } = await runOne(["no-such-command-anywhere", "--secret-argument"]);
  expect(held.failure).toMatchObject({ retry: false, error: { kind: "spawn" } });
  expect(held.failure?.error.message).toContain('"no-such-command-anywhere" was not found');
  expect(held.failure?.error.message).not.toContain("secret-argument");
});

test("a log that the control room cuts off is kept whole on this machine, with a remark at its end", async () => {
  const room = await startControlRoom();
  room.logBytesMax = 10;
  const { lines, stateDir } = startRunner(room, "for n in 1 2 3 4; do echo line $n; sleep 0.05; done");
  room.addTask();
  const kept = await eventually(() => lines.find((line) => line.includes("the log is kept in")));
  const [held] = room.held.values();
  expect(held?.log.toString()).toBe("line 1\nlin");
  const path = join(stateDir, "logs", `${held?.attempt.id}.log`);
  expect(kept).toContain(path);
  expect(readFileSync(path, "utf8")).toBe(
    "line 1\nline 2\nline 3\nline 4\n\n[omoios] The control room keeps the first 10 bytes of this log.\n",
  );
});

test("as many tasks run at once as the capacity allows, and no more are asked for", async () => {
  const room = await startControlRoom();
  const workdir = temporaryDir();
  const script = "echo $$ >> pids; until [ -e go ] || [ ! -e pids ]; do sleep 0.02; done";
  startRunner(room, script, { workdir, capacity: 2 });
  for (let n = 0; n < 3; n++) room.addTask();
  await eventually(() => pidsIn(join(workdir, "pids"), 2));
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(pidsIn(join(workdir, "pids"), 3)).toBeNull();
  expect(room.held.size).toBe(2);
  writeFileSync(join(workdir, "go"), "");
  await eventually(
    () => [...room.held.values()].filter(({ closedBy }) => closedBy === "complete").length === 3,
  );
  const asked = room.http.to("/claim").map(({ body }) => (body as { max: number }).max);
  expect(Math.max(...asked)).toBe(2);
});
