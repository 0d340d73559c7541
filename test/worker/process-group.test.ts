import { join } from "node:path";
import { expect, test } from "vitest";
import { type RunningCommand, startCommand } from "@/lib/worker/executor";
import { TIMINGS } from "@/lib/worker/timings";
import { eventually, isRunning, pidsIn, temporaryDir } from "./support/running";

const ENDLESS = "while [ -e pids ]; do sleep 0.05; done";

/** A shell, its child and its grandchild, which write their ids; all of them deaf to SIGTERM on request. */
function startTree({ isDeaf = false, timeoutMs = 60_000, leader = "wait" } = {}) {
  const dir = temporaryDir();
  const file = join(dir, "pids");
  const trap = isDeaf ? "trap '' TERM;" : "";
  const grandchild = `sh -c "${trap} echo \\$\\$ >> pids; ${ENDLESS}"`;
  const script = `${trap} echo $$ >> pids; sh -c '${trap} echo $$ >> pids; ${grandchild} & wait; ${ENDLESS}' & ${leader}`;
  const command = startCommand({
    command: ["sh", "-c", script],
    cwd: dir,
    env: process.env,
    stdin: "",
    timeoutMs,
    timings: { ...TIMINGS, killGraceMs: 200, leftoverGraceMs: 200 },
    onOutput: () => {},
  });
  return { command, pids: () => eventually(() => pidsIn(file, 3)) };
}

async function expectAllDead(command: RunningCommand, pids: number[]) {
  const end = await command.ended;
  expect(pids.filter(isRunning)).toEqual([]);
  expect(end).toMatchObject({ kind: "exit", isGroupGone: true });
}

test("SIGTERM ends the command, its child and its grandchild", async () => {
  const { command, pids } = startTree();
  const tree = await pids();
  expect(tree.filter(isRunning)).toEqual(tree);
  command.stop(600_000);
  await expectAllDead(command, tree);
  expect(await command.ended).toMatchObject({ signal: "SIGTERM" });
});

test("a tree that ignores SIGTERM is killed when the grace ends, not before", async () => {
  const { command, pids } = startTree({ isDeaf: true });
  const tree = await pids();
  const stoppedAt = performance.now();
  command.stop(300);
  await expectAllDead(command, tree);
  const tookMs = performance.now() - stoppedAt;
  expect(tookMs).toBeGreaterThanOrEqual(295);
  expect(await command.ended).toMatchObject({ signal: "SIGKILL", isTimedOut: false });
});

test("without any grace SIGKILL comes at once", async () => {
  const { command, pids } = startTree({ isDeaf: true });
  const tree = await pids();
  command.stop(0);
  await expectAllDead(command, tree);
  expect(await command.ended).toMatchObject({ signal: "SIGKILL" });
});

test("what the leader leaves running when it exits is ended too", async () => {
  const { command, pids } = startTree({
    isDeaf: true,
    leader: 'until [ "$(wc -l < pids)" -ge 3 ]; do sleep 0.02; done; exit 3',
  });
  const tree = await pids();
  await expectAllDead(command, tree);
  expect(await command.ended).toMatchObject({ code: 3, isTimedOut: false });
});

test("a command that outlasts its timeout is ended with its tree", async () => {
  const { command, pids } = startTree({ isDeaf: true, timeoutMs: 2_500 });
  const tree = await pids();
  await expectAllDead(command, tree);
  expect(await command.ended).toMatchObject({ isTimedOut: true });
});
