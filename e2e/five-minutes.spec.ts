// The README's first five minutes, with a real repository and real runners on the production build.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { callApi, issueKey, joinAsFirstAdmin } from "./support/people";
import { makeRepository, type Repository } from "./support/repository";
import { Runner } from "./support/runner";
import { ControlRoom } from "./support/server";

const AGENT = join(import.meta.dirname, "support/agent.mjs");

interface TaskReply {
  id: string;
  state: string;
  cancel: { requestedAt: string } | null;
  attempts: {
    id: string;
    number: number;
    fence: string;
    outcome: string | null;
    agentName: string;
    stopConfirmedAt: string | null;
  }[];
  artifacts: { type: string; name: string }[];
}

test.describe.configure({ mode: "serial" });

let room: ControlRoom;
let page: Page;
let repository: Repository;
let key: string;
const runners: Runner[] = [];
const scratch = mkdtempSync(join(tmpdir(), "omoios-pids-"));

test.beforeAll(async ({ browser }) => {
  room = new ControlRoom({ LEASE_SECONDS: "3", RETRY_BASE_SECONDS: "0.2", CANCEL_GRACE_SECONDS: "8" });
  await room.start();
  repository = makeRepository();
  page = await browser.newPage();
  await joinAsFirstAdmin(page, room);
});

test.afterAll(async () => {
  for (const runner of runners) await runner.dispose();
  await room.dispose();
  repository.remove();
  rmSync(scratch, { recursive: true, force: true });
});

function startRunner(name: string, command = ["node", AGENT], capability = "typescript"): Runner {
  const args = ["--capability", capability];
  const runner = new Runner(room, { name, key, workdir: repository.path, command, args });
  runners.push(runner);
  return runner;
}

/** Fills in the dialog on the ticket's page, as a lead would. */
async function createTaskInPage(title: string, prompt: string, maxAttempts = 3): Promise<string> {
  await page.getByRole("button", { name: "New task" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Title").fill(title);
  await dialog.getByLabel("Prompt").fill(prompt);
  await dialog.getByLabel(/capabilities/i).fill("typescript");
  await dialog.getByLabel(/attempts/i).fill(String(maxAttempts));
  await dialog.getByRole("button", { name: "Queue task" }).click();
  await expect(dialog).toBeHidden();
  const link = page.getByRole("link", { name: title, exact: true });
  await expect(link).toBeVisible();
  return (await link.getAttribute("href"))?.split("/").at(-1)?.split("?")[0] ?? "";
}

async function openTask(id: string): Promise<void> {
  await page.goto(`${room.url}/tasks/${id}`);
}

const readTask = (id: string) => callApi<TaskReply>(page, "GET", `/tasks/${id}`);
const stateOf = async (id: string) => (await readTask(id)).state;

test("a project, a ticket and tasks made in the page are done by real runners, live", async () => {
  await page.goto(`${room.url}/settings/projects`);
  await page.getByLabel("Name", { exact: true }).first().fill("Sums");
  await page.getByRole("button", { name: "Create project" }).click();
  await expect(page.getByRole("cell", { name: "sums", exact: true })).toBeVisible();

  await page.goto(`${room.url}/tickets?project=sums`);
  await page.getByRole("button", { name: "New ticket" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Title").fill("Make add add");
  await dialog.getByRole("button", { name: "Create ticket" }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole("link", { name: "Make add add" }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Make add add" })).toBeVisible();

  const good = await createTaskInPage("Mend add", "replace src/add.ts | a - b | a + b\nwait 1\ntest");
  key = await issueKey(page, "fleet");
  const runnerFile = await fetch(`${room.url}/omoios.mjs`);
  expect([runnerFile.status, (await runnerFile.text()).includes("OMOI_RESULT_FILE")]).toEqual([200, true]);
  await openTask(good);
  await expect(page.getByText("Pending").first()).toBeVisible();

  // From here on nothing is reloaded: the page follows by itself.
  startRunner("runner-one");
  startRunner("runner-two");
  await expect(page.getByText("Running").first()).toBeVisible();
  const log = page.getByRole("log");
  await expect(log).toContainText("edited src/add.ts");
  await expect(log).toContainText("working 1");
  await expect(log).toContainText("pass 2");
  await expect(page.getByText("Completed").first()).toBeVisible();
  expect(repository.git("branch", "--list", `task/${good}-1`)).toContain(good);
  expect(repository.git("show", `task/${good}-1:src/add.ts`)).toContain("a + b");

  await page.goto(`${room.url}/agents`);
  await expect(page.getByRole("link", { name: "runner-one" })).toBeVisible();
  await expect(page.getByRole("link", { name: "runner-two" })).toBeVisible();
});

test("a failing task retries, then fails with its output readable", async () => {
  await page.goto(`${room.url}/tickets?project=sums`);
  await page.getByRole("link", { name: "Make add add" }).first().click();
  const bad = await createTaskInPage("Leave add broken", "say trying\ntest", 2);
  await openTask(bad);
  await expect.poll(() => stateOf(bad), { timeout: 30_000 }).toBe("failed");
  await expect(page.getByText("Failed").first()).toBeVisible();
  await expect(page.getByRole("log")).toContainText("adds two numbers");
  await expect(page.getByText("The command ended with exit code 1.").first()).toBeVisible();
  const { attempts } = await readTask(bad);
  expect(attempts.map((attempt) => attempt.outcome)).toEqual(["failed", "failed"]);
});

test("when a runner is killed mid-task the other one takes the task, once", async () => {
  const ticketId = await ticketIdOf();
  const task = await callApi<TaskReply>(page, "POST", "/tasks", {
    ticketId,
    title: "Survive a killed runner",
    description: "wait 2\nsay finished",
  });
  await expect.poll(() => stateOf(task.id)).toBe("running");
  const first = (await readTask(task.id)).attempts[0];
  const holder = runners.find((runner) => runner.name === first?.agentName);
  await openTask(task.id);
  await holder?.end("SIGKILL");
  await expect(page.getByText("Completed").first()).toBeVisible({ timeout: 25_000 });
  const { attempts } = await readTask(task.id);
  expect(attempts.map(({ number, outcome }) => [number, outcome])).toEqual([
    [2, "completed"],
    [1, "lost"],
  ]);
  expect(attempts[0]?.agentName).not.toBe(first?.agentName);
});

test("a task cancelled in the page: its process is gone within a second, its late result is refused", async () => {
  const pidFile = join(scratch, "pid");
  const runner = startRunner("shell", ["sh", "-c", `echo $$ > ${pidFile}; sleep 300`], "shell");
  const task = await callApi<TaskReply>(page, "POST", "/tasks", {
    ticketId: await ticketIdOf(),
    title: "Cancel me",
    requiredCapabilities: ["shell"],
  });
  await expect.poll(() => existsSync(pidFile)).toBe(true);
  const held = (await readTask(task.id)).attempts[0];
  if (!held) throw new Error("A running task has an attempt.");
  await openTask(task.id);
  await page.getByRole("button", { name: "Cancel task" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("Not wanted any more");
  await dialog.getByRole("button", { name: "Cancel task" }).click();
  await expect.poll(() => isGone(pidFile), { intervals: [20], timeout: 5000 }).toBe(true);
  await expect.poll(() => stateOf(task.id)).toBe("cancelled");
  const { cancel, attempts } = await readTask(task.id);
  // By the database's clock, from the request to the runner's word that the process is gone.
  const goneMs = Date.parse(attempts[0]?.stopConfirmedAt ?? "") - Date.parse(cancel?.requestedAt ?? "");
  expect(goneMs).toBeLessThan(1000);
  await expect(page.getByText("Cancelled").first()).toBeVisible();
  await expect(page.getByText("Not wanted any more").first()).toBeVisible();

  const late = await fetch(`${room.url}/api/v1/tasks/${task.id}/complete`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ attemptId: held.id, fence: held.fence, result: { late: true } }),
  });
  expect(late.status).toBe(409);
  expect((await late.json()).code).toBe("lease_lost");
  const after = await readTask(task.id);
  expect(after.state).toBe("cancelled");
  expect(after.artifacts.map(({ type }) => type)).toContain("late_result");
  await runner.end("SIGTERM");
});

test("a restart of the server mid-task loses nothing", async () => {
  const ticketId = await ticketIdOf();
  const task = await callApi<TaskReply>(page, "POST", "/tasks", {
    ticketId,
    title: "Survive a restart",
    description: "say before\nwait 3\nsay after",
  });
  await expect.poll(() => stateOf(task.id)).toBe("running");
  await openTask(task.id);
  await expect(page.getByRole("log")).toContainText("working 2");
  await room.stop("SIGKILL");
  await expect(page.getByText("Reconnecting")).toBeVisible();
  await room.start();
  await expect(page.getByText("Completed").first()).toBeVisible({ timeout: 25_000 });
  await expect(page.getByRole("log")).toContainText("after");
  const log = await page.getByRole("log").textContent();
  for (let tick = 0; tick < 15; tick += 1) expect(log).toContain(`working ${tick}\n`);
  const { attempts } = await readTask(task.id);
  expect(attempts.map(({ outcome }) => outcome)).toEqual(["completed"]);
});

async function ticketIdOf(): Promise<string> {
  const { items } = await callApi<{ items: { id: string; title: string }[] }>(page, "GET", "/tickets");
  return items.find((ticket) => ticket.title === "Make add add")?.id ?? "";
}

function isGone(pidFile: string): boolean {
  try {
    process.kill(Number(readFileSync(pidFile, "utf8")), 0);
    return false;
  } catch {
    return true;
  }
}
