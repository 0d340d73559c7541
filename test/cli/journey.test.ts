// From the command line to the queue, a real runner and back: everything over HTTP.
import { existsSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { TaskDetail } from "@/lib/work/schema";
import "../support/embedded";
import { aKey, aProject } from "../support/makers";
import { claudeResult, claudeWork, toText } from "../worker/support/agent-streams";
import { makeRepository } from "../worker/support/repositories";
import { eventually, startCli as startBundle, startRunner, temporaryDir } from "../worker/support/running";
import { aRealRoom } from "./support/real-room";
import { cli, startCli } from "./support/run-cli";

const room = aRealRoom();

async function arrange() {
  const project = await aProject();
  const runner = await aKey({ project });
  const lead = await aKey({ project, scopes: ["work:read", "work:write", "work:act"] });
  const run = (line: string | string[]) => cli(line, { url: room.url, key: lead.secret });
  const ticket = (await run(`tickets create --project ${project.id} --title Sums`)).stdout.trim();
  const addTask = async (...more: string[]) =>
    (await run(["tasks", "create", "--ticket", ticket, "--title", "Mend", ...more])).stdout.trim();
  const show = async (task: string) =>
    TaskDetail.parse(JSON.parse((await run(`tasks show ${task} --json`)).stdout));
  const at = { http: { url: room.url } };
  return { run, addTask, show, at, runner, lead };
}

test("a task is worked on in its own directory, checked, and its result, usage, diff and log are there", async () => {
  const { run, addTask, show, at, runner } = await arrange();
  const stream = join(temporaryDir(), "stream");
  writeFileSync(stream, toText([...claudeWork, claudeResult]));
  const agent = `echo mended > sum.txt && node ${resolve("test/worker/support/fake-agent.mjs")} ${stream}`;
  const checks =
    'checks: [{ name: tests, run: "grep mended sum.txt && echo ok > out.xml", reports: [{path: out.xml, type: junit}] }]';
  const repository = makeRepository({ "sum.txt": "broken\n", ".omoios.yaml": checks });
  const worktrees = { repository: repository.path, base: null, push: true, keep: "failed" } as const;
  startRunner(at, agent, { key: runner.secret, profile: "claude-code", worktrees, hasChecks: true });
  const task = await addTask("--description", "Mend it.");
  expect(await run(`tasks wait ${task} --timeout 15`)).toMatchObject({
    code: 0,
    stdout: `${task} completed\n`,
  });
  const { artifacts, attempts, result } = await show(task);
  expect(result).toMatchObject({
    ...{ summary: "Mended; all tests pass.", turns: 3 },
    work: { branch: `omoios/${task}/1`, commits: 1, pushed: true },
    checks: [{ name: "tests", ok: true, exitCode: 0, reports: [{ name: "tests/out.xml", type: "junit" }] }],
  });
  expect(attempts[0]?.usage).toMatchObject({
    ...{ outputTokens: 75, costUsd: "0.0123456", sessionId: "ses-1", source: "claude-code" },
    models: [{ model: "claude-opus-4-8" }, { model: "claude-haiku-4-5" }],
  });
  expect(artifacts.map(({ name }) => name).sort()).toEqual(
    expect.arrayContaining(["changes.diff", "checks.json", "tests/out.xml"]),
  );
  expect((await run(`tasks log ${task}`)).stdout).toContain("Mended; all tests pass.\n");
  expect(repository.git("show", `omoios/${task}/1:sum.txt`)).toBe("mended");
});

test("a cancelled task keeps what its agent has used", async () => {
  const { run, addTask, show, at, runner, lead } = await arrange();
  const stream = join(temporaryDir(), "stream");
  writeFileSync(stream, toText(claudeWork));
  const command: [string, ...string[]] = [
    ...([process.execPath, resolve("test/worker/support/fake-agent.mjs"), stream, "hang"] as const),
  ];
  startRunner(at, command, { key: runner.secret, profile: "claude-code" });
  const task = await addTask();
  const following = startCli(`tasks log ${task} --follow`, { url: room.url, key: lead.secret });
  await eventually(() => following.stdout().includes("Mended"));
  await run(["tasks", "cancel", task, "--reason", "Enough"]);
  expect((await run(`tasks wait ${task} --timeout 10`)).code).toBe(7);
  const { attempts, state } = await show(task);
  expect(state).toBe("cancelled");
  expect(attempts[0]).toMatchObject({ outcome: "cancelled", usage: { outputTokens: 70 } });
  expect(attempts[0]?.stopConfirmedAt).not.toBeNull();
  // Who follows the log is let go with the attempt.
  expect((await following.ended).code).toBe(0);
});

test("draining an agent from the command line ends its runner after the task it has", async () => {
  const { run, addTask, at, runner } = await arrange();
  const workdir = temporaryDir();
  const { done } = startRunner(at, "touch begun; until [ -e go ]; do sleep 0.02; done", {
    key: runner.secret,
    workdir,
  });
  const task = await addTask();
  await eventually(() => existsSync(join(workdir, "begun")));
  const { items } = JSON.parse((await run("agents list --json")).stdout);
  await run(`agents drain ${items[0].id}`);
  writeFileSync(join(workdir, "go"), "");
  await done;
  expect((await run(`tasks wait ${task}`)).code).toBe(0);
});

test("the bundled command does the same, with its exit codes", async () => {
  const { addTask, lead } = await arrange();
  const env = { OMOI_URL: room.url, OMOI_KEY: lead.secret };
  const task = await addTask();
  const shown = await startBundle(["tasks", "show", task, "--json"], env);
  expect(await shown.ended).toBe(0);
  expect(JSON.parse(shown.stdout())).toMatchObject({ id: task, title: "Mend" });
  const late = await startBundle(["tasks", "wait", task, "--timeout", "0.1"], env);
  expect(await late.ended).toBe(8);
  const help = await startBundle(["tasks", "create", "--help"]);
  expect(await help.ended).toBe(0);
  expect(help.stdout()).toMatch(/--depends-on <task_…> +A task that must be completed first/);
  const all = await startBundle(["--help"]);
  expect(await all.ended).toBe(0);
  for (const word of [
    "worker",
    "holds place",
    "keys revoke <key>",
    "tasks wait <task>…",
    "  7  tasks wait:",
  ]) {
    expect(all.stdout()).toContain(word);
  }
});
