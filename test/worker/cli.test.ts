// The bundled command as a user runs it, crashes included.
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { build } from "esbuild";
import { beforeAll, expect, test } from "vitest";
import { cliBundle } from "@/scripts/setup/cli-bundle.mjs";
import { type FakeControlRoom, KEY } from "./support/fake-control-room";
import {
  bundledCli,
  eventually,
  isRunning,
  pidsIn,
  startCli,
  startControlRoom,
  temporaryDir,
} from "./support/running";

beforeAll(async () => void (await bundledCli()));

const UNTIL_GO = "echo $$ >> pids; until [ -e go ] || [ ! -e pids ]; do sleep 0.02; done; echo finished";

async function startWorker(room: FakeControlRoom, dir: string, script: string, ...options: string[]) {
  const args = ["--name", "cli", "--state-dir", join(dir, "state"), "--workdir", dir, ...options];
  const env = { OMOI_URL: room.http.url, OMOI_KEY: KEY };
  return startCli(["worker", ...args, "--", "sh", "-c", script], env);
}

test("a result survives a kill -9 of the runner while the control room is down, and is delivered exactly once", async () => {
  const room = await startControlRoom();
  const dir = temporaryDir();
  const first = await startWorker(room, dir, UNTIL_GO);
  const task = room.addTask();
  await eventually(() => pidsIn(join(dir, "pids"), 1));
  await room.http.stop();
  writeFileSync(join(dir, "go"), "");
  const outbox = join(dir, "state", "outbox");
  await eventually(() => readdirSync(outbox).some((name) => name.endsWith(".json")));
  first.child.kill("SIGKILL");
  expect(await first.ended).toBe("SIGKILL");
  await room.http.start();
  await startWorker(room, dir, "echo must not run >> pids");
  await eventually(() => room.attemptOf(task).closedBy === "complete");
  await eventually(() => readdirSync(outbox).length === 0);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(room.http.to("/complete")).toHaveLength(1);
  expect(room.attemptOf(task).result?.result).toEqual({ exitCode: 0, output: "finished\n" });
  expect(readFileSync(join(dir, "pids"), "utf8")).not.toContain("must not run");
});

test.runIf(process.platform === "linux")(
  "what a killed runner left running is ended by the next one, and given back to the queue",
  async () => {
    const room = await startControlRoom();
    const dir = temporaryDir();
    const first = await startWorker(
      room,
      dir,
      `trap '' TERM; sh -c 'echo $$ >> pids; sleep 30' & ${UNTIL_GO}`,
    );
    const task = room.addTask();
    const tree = await eventually(() => pidsIn(join(dir, "pids"), 2));
    first.child.kill("SIGKILL");
    await first.ended;
    expect(tree.filter(isRunning)).toEqual(tree);
    await startWorker(room, dir, "true");
    await eventually(() => room.attemptOf(task).failure);
    expect(room.attemptOf(task).failure).toMatchObject({ retry: true, error: { kind: "reported" } });
    await eventually(() => tree.every((pid) => !isRunning(pid)));
  },
);

test("an agent does not outlive its runner, though the runner is killed and no other one starts", async () => {
  const room = await startControlRoom();
  const dir = temporaryDir();
  const worker = await startWorker(room, dir, `sh -c 'echo $$ >> pids; sleep 30' & ${UNTIL_GO}`);
  room.addTask();
  const tree = await eventually(() => pidsIn(join(dir, "pids"), 2));
  await eventually(() => worker.stderr().includes(" started "));
  worker.child.kill("SIGKILL");
  await worker.ended;
  await eventually(() => tree.every((pid) => !isRunning(pid)));
});

test("SIGTERM drains: the running task finishes, and the exit code is 0", async () => {
  const room = await startControlRoom();
  const dir = temporaryDir();
  const worker = await startWorker(room, dir, UNTIL_GO, "--json");
  const task = room.addTask({ title: "Last one" });
  await eventually(() => pidsIn(join(dir, "pids"), 1));
  worker.child.kill("SIGTERM");
  await eventually(() => room.http.to("/drain").length === 1);
  writeFileSync(join(dir, "go"), "");
  expect(await worker.ended).toBe(0);
  expect(room.attemptOf(task).closedBy).toBe("complete");
  const events = worker
    .stdout()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(events.map(({ event }) => event)).toEqual([
    ...["registered", "claimed", "started", "draining", "completed", "drained"],
  ]);
  expect(events[1]).toMatchObject({ taskId: task.id, title: "Last one", attempt: 1 });
  expect(worker.stderr()).toBe("");
});

test("a second SIGINT ends the task, gives it back, and the exit code is 0", async () => {
  const room = await startControlRoom();
  const dir = temporaryDir();
  const worker = await startWorker(room, dir, UNTIL_GO);
  const task = room.addTask();
  const tree = await eventually(() => pidsIn(join(dir, "pids"), 1));
  worker.child.kill("SIGINT");
  await eventually(() => worker.stderr().includes(" draining "));
  worker.child.kill("SIGINT");
  expect(await worker.ended).toBe(0);
  expect(tree.filter(isRunning)).toEqual([]);
  expect(room.attemptOf(task).failure).toMatchObject({ retry: true, error: { kind: "reported" } });
});

test("two runners on one state directory: the second is refused with the first one's PID", async () => {
  const room = await startControlRoom();
  const dir = temporaryDir();
  const first = await startWorker(room, dir, "true");
  await eventually(() => first.stderr().includes(" registered "));
  const second = await startWorker(room, dir, "true");
  expect(await second.ended).toBe(2);
  expect(second.stderr()).toMatch(
    new RegExp(`^Another runner \\(PID ${first.pid}\\) uses the state directory .+\n$`),
  );
  expect(room.http.to("/agents")).toHaveLength(1);
});

test("a refused key ends with one sentence and exit code 2, and is not printed", async () => {
  const room = await startControlRoom();
  const args = ["--url", room.http.url, "--key", "omk_wrong", "--state-dir", temporaryDir()];
  const worker = await startCli(["worker", ...args, "--", "true"]);
  expect(await worker.ended).toBe(2);
  expect(worker.stderr()).toBe(
    "The control room refused the registration: The key is not valid; check --key or OMOI_KEY.\n",
  );
});

test.runIf(process.platform === "linux")(
  "a key on the command line is hidden from the process list",
  async () => {
    const room = await startControlRoom();
    const args = ["--url", room.http.url, "--key", KEY, "--state-dir", temporaryDir()];
    const worker = await startCli(["worker", ...args, "--", "true"]);
    await eventually(() => worker.stderr().includes(" registered "));
    const shown = readFileSync(`/proc/${worker.pid}/cmdline`, "utf8");
    expect(shown).toContain("omoios worker");
    expect(shown).not.toContain(KEY);
  },
);

test.each([
  [["worker", "--nonsense", "--", "true"], 2, /^Unknown option '--nonsense'\. See omoios worker --help\.\n$/],
  [["nonsense"], 2, /^Unknown command nonsense\. See omoios --help\.\n$/],
  [["worker", "--url", "http://h", "--key", "k"], 2, /^Name the command that does the work after --.+\n$/],
])("%j is answered with one sentence and exit code %i", async (args, code, sentence) => {
  const run = await startCli(args);
  expect(await run.ended).toBe(code);
  expect(run.stderr()).toMatch(sentence);
});

test("the help names options and exit codes, and that the key belongs into the environment", async () => {
  const run = await startCli(["worker", "--help"]);
  expect(await run.ended).toBe(0);
  for (const word of [
    "--url",
    "--key",
    "OMOI_KEY",
    "--capability",
    "--state-dir",
    "EXIT CODES",
    "2  wrong usage",
  ]) {
    expect(run.stdout()).toContain(word);
  }
  expect(run.stdout()).not.toContain("\u001b");
});

test("--help after -- belongs to the command", async () => {
  const room = await startControlRoom();
  const dir = temporaryDir();
  const args = ["--url", room.http.url, "--key", KEY, "--state-dir", dir, "--workdir", dir];
  await startCli(["worker", ...args, "--", "sh", "-c", 'echo "$1" > args', "sh", "--help"]);
  room.addTask();
  await eventually(
    () => existsSync(join(dir, "args")) && readFileSync(join(dir, "args"), "utf8") === "--help\n",
  );
});

test("--version prints the package's version", async () => {
  const run = await startCli(["--version"]);
  expect(await run.ended).toBe(0);
  expect(run.stdout()).toBe(`${JSON.parse(readFileSync("package.json", "utf8")).version}\n`);
});

test("the bundle imports nothing but what Node brings", async () => {
  const { metafile } = await build({ ...cliBundle, write: false, metafile: true, outfile: "omoios.mjs" });
  const [output] = Object.values(metafile.outputs);
  const imports = output?.imports.map(({ path }) => path) ?? [];
  expect(imports.length).toBeGreaterThan(0);
  expect(imports.filter((path) => !isBuiltin(path))).toEqual([]);
});

test("without its bundle the command says what to run first", () => {
  const dir = temporaryDir();
  mkdirSync(join(dir, "bin"));
  copyFileSync("bin/omoios.mjs", join(dir, "bin", "omoios.mjs"));
  const run = () => execFileSync(process.execPath, [join(dir, "bin", "omoios.mjs")], { stdio: "pipe" });
  expect(run).toThrow(/has not been built yet; run `npm run \w+` first/);
});
