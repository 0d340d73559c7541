// What an agent asks before it spends: its answer, and the exit code that scripts go by.
import { expect, test } from "vitest";
import { aBudget, spend } from "../costs/support/costs";
import { aNorm } from "../costs/support/reserved";
import "../support/embedded";
import { aKey, anAgent, aProject, aTask, claimNext } from "../support/makers";
import { aRealRoom } from "./support/real-room";
import { cli } from "./support/run-cli";

const room = aRealRoom();

async function aRoom() {
  const project = await aProject();
  const task = await aTask({ project, phase: "IMPLEMENTATION" });
  const scope = { kind: "project" as const, projectId: project.id };
  const budget = await aBudget({ scope, limit: "10", period: "daily" });
  const key = await aKey({ project });
  const run = (line: string) => cli(line, { url: room.url, key: key.secret });
  return { project, task, budget, run };
}

test("says what is left, what is reserved, and what like tasks cost; 0 while there is enough", async () => {
  const { project, task, budget, run } = await aRoom();
  await aNorm(project, "IMPLEMENTATION", "3");
  await claimNext(await anAgent({ project }));
  await spend(2, { projectId: project.id });
  const told = await run(`budgets check --task ${task.id}`);
  expect(told).toMatchObject({ code: 0, stderr: "" });
  expect(told.stdout).toMatch(/allowed +yes\n/);
  expect(told.stdout).toMatch(/left +\$ 8\.00\n/);
  expect(told.stdout).toMatch(/reserved for the task +\$ 3\.00\n/);
  expect(told.stdout).toMatch(/like tasks cost up to +\$ 3\.00\n/);
  expect(told.stdout).toContain(budget.id);
  expect(told.stdout).toMatch(/ \d+ \w+, 00:00 \(UTC\)\n/);
  const { stdout } = await run(`budgets check --task ${task.id} --json`);
  expect(JSON.parse(stdout)).toMatchObject({
    ...{ isAllowed: true, left: "8", reserved: "3", expected: "3", remaining: "8" },
    budgets: [{ id: budget.id, current: { spent: "2", reserved: "3", left: "5" } }],
  });
});

test("10 once the budget is spent, or has less than was asked about; a task's reservation is its own", async () => {
  const { project, task, run } = await aRoom();
  await spend(9, { projectId: project.id });
  expect(await run(`budgets check --task ${task.id} --amount 1`)).toMatchObject({ code: 0 });
  expect(await run(`budgets check --task ${task.id} --amount 1.01`)).toMatchObject({ code: 10 });
  await spend(1, { projectId: project.id });
  const spent = await run(`budgets check --project ${project.id}`);
  expect(spent.code).toBe(10);
  expect(spent.stdout).toMatch(/allowed +no\n/);
});

test("what nothing limits is without limit", async () => {
  const project = await aProject();
  const key = await aKey({ project });
  const told = await cli(`budgets check --project ${project.id}`, { url: room.url, key: key.secret });
  expect(told).toMatchObject({ code: 0, stdout: expect.stringMatching(/left +without limit\n/) });
});

test.each([
  ["budgets check --amount much", 2, "--amount"],
  ["budgets check --task nothing", 2, "--task"],
  ["budgets check --task task_00000000000000000000000000", 5, "no such task"],
])("“%s” ends with %d and says why", async (line, code, why) => {
  const { run } = await aRoom();
  expect(await run(line)).toMatchObject({ code, stderr: expect.stringContaining(why) });
});
