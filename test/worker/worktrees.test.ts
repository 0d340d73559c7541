// --workdir-per-task: each attempt on a branch of its own, and nothing of its work lost.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Task } from "@/lib/work/schema";
import { readConfig } from "@/lib/worker/config";
import type { WorktreeConfig } from "@/lib/worker/worktree/config";
import type { FakeControlRoom, Held } from "./support/fake-control-room";
import { makeRepository, type TestRepository } from "./support/repositories";
import { eventually, startControlRoom, startRunner, temporaryDir } from "./support/running";

interface Options {
  repository?: TestRepository;
  own?: Partial<WorktreeConfig>;
  capacity?: number;
  stateDir?: string;
}

async function start(script: string, { repository = makeRepository(), own = {}, ...rest }: Options = {}) {
  const room = await startControlRoom();
  const worktrees = { repository: repository.path, base: null, push: false, keep: "failed", ...own } as const;
  return { room, repository, ...startRunner(room, script, { worktrees, ...rest }) };
}

async function closed(room: FakeControlRoom, task: Task) {
  const isOfTask = (held: Held) => held.task.id === task.id && held.closedBy !== null;
  return eventually(() => [...room.held.values()].find(isOfTask), 20_000);
}

/** Git in the runner's own clone. */
function inClone(stateDir: string, ...args: string[]): string {
  const dir = join(stateDir, "repositories");
  const [clone = ""] = readdirSync(dir);
  return execFileSync("git", args, { cwd: join(dir, clone), encoding: "utf8" }).trim();
}
const workdirs = (stateDir: string) => readdirSync(join(stateDir, "workdirs"));
const COMMIT = "git -c user.name=Agent -c user.email=agent@example.com commit --quiet";

test("commits and uncommitted work are on the attempt's branch, the diff is kept, the directory is gone", async () => {
  const script = `echo two >> a.txt; ${COMMIT} -am Two; echo new > b.txt; pwd > ../../where; echo "$OMOI_BRANCH"`;
  const { room, repository, stateDir } = await start(script);
  const task = room.addTask();
  const held = await closed(room, task);
  const branch = `omoios/${task.id}/1`;
  const head = inClone(stateDir, "rev-parse", branch);
  expect(held.result?.result).toMatchObject({
    output: `${branch}\n`,
    work: { branch, base: repository.git("rev-parse", "main"), head, commits: 2, pushed: false },
  });
  const subjects = inClone(stateDir, "log", "--format=%s", `refs/omoios/head..${branch}`).split("\n");
  expect(subjects).toEqual([`Uncommitted work of ${task.id}`, "Two"]);
  expect(held.artifacts).toMatchObject([{ type: "diff", name: "changes.diff" }]);
  const diff = held.artifacts[0]?.content.toString() ?? "";
  expect(diff).toContain("+two\n");
  expect(diff).toContain("+++ b/b.txt");
  await eventually(() => workdirs(stateDir).length === 0);
  expect(repository.git("status", "--porcelain")).toBe("");
});

test("what an agent does on another branch, or in a detached state, is on the attempt's branch all the same", async () => {
  const { room, stateDir } = await start(
    `git checkout --quiet -b mine; echo two > a.txt; ${COMMIT} -am Mine`,
  );
  const task = room.addTask();
  await closed(room, task);
  expect(inClone(stateDir, "log", "-1", "--format=%s", `omoios/${task.id}/1`)).toBe("Mine");
});

test("each attempt begins at what the repository holds at that moment", async () => {
  const { room, repository } = await start("cat a.txt");
  await closed(room, room.addTask());
  repository.commit({ "a.txt": "newer\n" });
  const held = await closed(room, room.addTask());
  expect(held.result?.result).toMatchObject({ output: "newer\n" });
});

test("--base names a branch, a tag or a commit; one that there is not fails the attempt with git's words", async () => {
  const repository = makeRepository();
  const first = repository.git("rev-parse", "HEAD");
  repository.git("checkout", "--quiet", "-b", "release/1");
  repository.commit({ "a.txt": "released\n" });
  repository.git("tag", "v1");
  repository.git("checkout", "--quiet", "main");
  for (const [base, output] of [
    ["release/1", "released\n"],
    ["v1", "released\n"],
    [first, "one\n"],
  ] as const) {
    const { room } = await start("cat a.txt", { repository, own: { base } });
    expect((await closed(room, room.addTask())).result?.result).toMatchObject({ output });
  }
  const { room } = await start("cat a.txt", { repository, own: { base: "nowhere" } });
  const { failure } = await closed(room, room.addTask());
  expect(failure).toMatchObject({ retry: true, error: { kind: "spawn" } });
  expect(failure?.error.message).toContain(`nowhere is no branch, tag or commit of ${repository.path}`);
});

test("attempts at the same time do not see each other, and each keeps its own work", async () => {
  const { room, stateDir } = await start('echo "$OMOI_TASK_ID" > a.txt; sleep 0.2; cat a.txt', {
    capacity: 6,
  });
  const tasks = Array.from({ length: 6 }, () => room.addTask());
  for (const task of tasks) {
    const held = await closed(room, task);
    expect(held.result?.result).toMatchObject({ output: `${task.id}\n`, work: { commits: 1 } });
    expect(inClone(stateDir, "show", `omoios/${task.id}/1:a.txt`)).toBe(task.id);
  }
});

test("--push puts the branch into the repository; a push that fails is told and keeps the directory", async () => {
  const bare = temporaryDir();
  const source = makeRepository();
  execFileSync("git", ["clone", "--quiet", "--bare", source.path, bare], { stdio: "ignore" });
  const own = { repository: bare, push: true };
  const { room, stateDir } = await start("echo two > a.txt", { repository: source, own });
  const task = room.addTask();
  const held = await closed(room, task);
  expect(held.result?.result).toMatchObject({ work: { pushed: true } });
  const pushed = execFileSync("git", ["show", `omoios/${task.id}/1:a.txt`], { cwd: bare, encoding: "utf8" });
  expect(pushed).toBe("two\n");
  await eventually(() => workdirs(stateDir).length === 0);
  writeFileSync(join(bare, "hooks", "pre-receive"), "#!/bin/sh\necho not today >&2; exit 1\n", {
    mode: 0o755,
  });
  const refused = await closed(room, room.addTask());
  expect(refused.result?.result).toMatchObject({ work: { pushed: false, commits: 1 } });
  expect(refused.log.toString()).toContain("The branch was not pushed");
  expect(workdirs(stateDir)).toEqual([refused.attempt.id]);
});

test("a failed attempt keeps its directory, with its work committed; --keep-workdirs none keeps only the branch", async () => {
  const script = "echo half > a.txt; exit 3";
  const { room, stateDir } = await start(script);
  const task = room.addTask();
  const held = await closed(room, task);
  expect(held.failure?.error.exitCode).toBe(3);
  expect(held.artifacts.map(({ name }) => name)).toEqual(["changes.diff"]);
  expect(existsSync(join(stateDir, "workdirs", held.attempt.id, "a.txt"))).toBe(true);
  const none = await start(script, { own: { keep: "none" } });
  const other = none.room.addTask();
  await closed(none.room, other);
  await eventually(() => workdirs(none.stateDir).length === 0);
  expect(inClone(none.stateDir, "show", `omoios/${other.id}/1:a.txt`)).toBe("half");
});

test("a cancelled attempt's work is on its branch", async () => {
  const { room, stateDir } = await start("echo half > a.txt; echo ready; sleep 30");
  const task = room.addTask();
  await eventually(() => room.held.size > 0 && room.attemptOf(task).log.includes("ready"));
  room.cancel(task, 3_000);
  const held = await closed(room, task);
  expect(held.closedBy).toBe("stopped");
  await eventually(() =>
    inClone(stateDir, "log", "--format=%s", `omoios/${task.id}/1`).includes("Uncommitted"),
  );
});

test("a directory that its agent has made no repository of any more is kept, and no other repository is touched", async () => {
  const outer = makeRepository();
  const stateDir = join(outer.path, "state");
  const { room, repository } = await start("rm .git; echo lost > b.txt", { stateDir });
  const held = await closed(room, room.addTask());
  expect(held.log.toString()).toContain("could not be committed; its directory is kept");
  expect(existsSync(join(stateDir, "workdirs", held.attempt.id, "b.txt"))).toBe(true);
  for (const { git } of [outer, repository]) expect(git("rev-list", "--count", "--all")).toBe("1");
});

test("a week later the next start removes a kept directory, after committing what was left in it", async () => {
  const repository = makeRepository();
  const { room, stateDir, runner, done } = await start("exit 3", { repository });
  const task = room.addTask();
  const held = await closed(room, task);
  runner.stop();
  await done;
  const path = join(stateDir, "workdirs", held.attempt.id);
  writeFileSync(join(path, "a.txt"), "later\n");
  const old = new Date(Date.now() - 8 * 24 * 3_600_000);
  utimesSync(path, old, old);
  await start("true", { repository, stateDir });
  await eventually(() => workdirs(stateDir).length === 0, 10_000);
  expect(inClone(stateDir, "show", `omoios/${task.id}/1:a.txt`)).toBe("later");
});

test("a diff beyond the limit is cut, and says where the rest is", async () => {
  const { room } = await start("yes 0123456789 | head -c 6000000 > big.txt");
  const held = await closed(room, room.addTask());
  const diff = held.artifacts[0]?.content ?? Buffer.alloc(0);
  expect(diff.length).toBeLessThanOrEqual(5_000_000);
  expect(diff.length).toBeGreaterThan(4_900_000);
  expect(diff.toString().slice(-200)).toContain("the rest is on the branch omoios/");
});

test("options of a directory for each task are checked before anything runs", () => {
  const read = (line: string) =>
    readConfig(`${line} -- run`.split(" "), { NODE_ENV: "test", OMOI_KEY: "k", OMOI_URL: "http://room" });
  const { path } = makeRepository();
  expect(read(`--workdir-per-task --workdir ${path}`).worktrees).toEqual({
    ...{ repository: path, base: null, push: false, keep: "failed" },
  });
  const remote = "--workdir-per-task --repository git@host:a/b.git --base v1 --push --keep-workdirs all";
  expect(read(remote).worktrees).toEqual({
    repository: "git@host:a/b.git",
    base: "v1",
    push: true,
    keep: "all",
  });
  expect(() => read("--push")).toThrow("--push needs --workdir-per-task.");
  expect(() => read(`--workdir-per-task --repository ${path} --base --upload-pack=x`)).toThrow(/--base/);
  expect(() => read("--workdir-per-task --keep-workdirs some")).toThrow("one of failed, all, none");
  expect(() => read(`--workdir-per-task --repository ${temporaryDir()}`)).toThrow("is in no git repository");
});
