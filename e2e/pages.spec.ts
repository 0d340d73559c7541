// Every page with real rows: axe in both themes, no sideways scroll on a phone, keyboard, filters in the address.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { axeFindings, sidewaysScroll, sidewaysTables } from "./support/accessibility";
import { callApi, issueKey, joinAsFirstAdmin } from "./support/people";
import { Runner } from "./support/runner";
import { ControlRoom } from "./support/server";

test.describe.configure({ mode: "serial" });

let room: ControlRoom;
let page: Page;
let runner: Runner;
const paths: Record<string, string> = {};
const scratch = mkdtempSync(join(tmpdir(), "omoios-pages-"));

interface Row {
  id: string;
  state: string;
}

test.beforeAll(async ({ browser }) => {
  room = new ControlRoom({ RETRY_BASE_SECONDS: "0.1" });
  await room.start();
  page = await browser.newPage();
  await joinAsFirstAdmin(page, room);
  const { items } = await callApi<{ items: Row[] }>(page, "GET", "/projects");
  const projectId = items[0]?.id;
  const title =
    "A title as long as people write them when they paste the first line of a bug report into the field";
  const ticket = await callApi<Row>(page, "POST", "/tickets", {
    projectId,
    title,
    priority: "HIGH",
    phase: "TESTING",
  });
  const task = (name: string, description: string) =>
    callApi<Row>(page, "POST", "/tasks", { ticketId: ticket.id, title: name, description, maxAttempts: 1 });
  const good = await task("Print the answer", "echo 42");
  const bad = await task("Fail with a long line", `echo ${"very-long-word-".repeat(40)} >&2; exit 2`);
  const running = await task("Still at work", "while true; do date; sleep 0.2; done");
  const key = await issueKey(page, "fleet");
  const args = ["--capacity", "3", "--model", "scripted"];
  runner = new Runner(room, { name: "runner-one", key, workdir: scratch, command: ["bash"], args });
  const stateOf = async (row: Row) => (await callApi<Row>(page, "GET", `/tasks/${row.id}`)).state;
  // Rows to look at, not what is tested here: a busy machine may take its time.
  const patience = { timeout: 20_000 };
  await expect.poll(() => stateOf(good), patience).toBe("completed");
  await expect.poll(() => stateOf(bad), patience).toBe("failed");
  await expect.poll(() => stateOf(running), patience).toBe("running");
  const agents = await callApi<{ items: Row[] }>(page, "GET", "/agents");
  // Nobody can do it, so the one that waits for it stays blocked.
  const never = { ticketId: ticket.id, title: "First of two", requiredCapabilities: ["nobody"] };
  const first = await callApi<Row>(page, "POST", "/tasks", never);
  const waits = { ticketId: ticket.id, title: "Waits for the first", dependsOn: [first.id] };
  const blocked = await callApi<Row>(page, "POST", "/tasks", waits);
  const scope = { kind: "ticket", ticketId: ticket.id };
  const agentId = agents.items[0]?.id;
  await callApi(page, "POST", "/holds", { scope, reason: "Wait for the all-clear", expiresInSeconds: 3600 });
  await callApi(page, "POST", "/priority-overrides", { scope, priority: "LOW", reason: "Not this week" });
  await callApi(page, "POST", "/capacity-reservations", { agentId, slots: 1, scope, reason: "For it alone" });
  Object.assign(paths, {
    overview: "/",
    board: "/tickets",
    tickets: "/tickets?view=list",
    graph: `/tickets/${ticket.id}?tasks=graph`,
    "blocked task": `/tasks/${blocked.id}`,
    overlays: "/overlays",
    events: "/events",
    system: "/system",
    webhooks: "/settings/webhooks",
    ticket: `/tickets/${ticket.id}`,
    tasks: "/tasks",
    "finished task": `/tasks/${good.id}`,
    "failed task": `/tasks/${bad.id}`,
    "running task": `/tasks/${running.id}`,
    agents: "/agents",
    agent: `/agents/${agents.items[0]?.id}`,
    account: "/settings/account",
    members: "/settings/members",
    keys: "/settings/keys",
    projects: "/settings/projects",
    "unknown task": "/tasks/task_01h455vb4pex5vsknk084sn02q",
  });
});

test.afterAll(async () => {
  await runner.dispose();
  await room.dispose();
  rmSync(scratch, { recursive: true, force: true });
});

test("every page and dialog is free of axe violations in both themes", async ({ browser }) => {
  test.setTimeout(240_000);
  const context = await browser.newContext({ storageState: await page.context().storageState() });
  const stranger = await browser.newContext();
  const found: Record<string, string[]> = {};
  const examine = async (name: string, shown: Page) => {
    const findings = await axeFindings(shown);
    if (findings.length > 0) found[name] = findings;
  };
  const own = await context.newPage();
  const walk = async (shown: Page, places: [string, string][]) => {
    for (const [name, path] of places) {
      await shown.goto(room.url + path);
      await shown.getByRole("heading", { level: 1 }).first().waitFor();
      await examine(name, shown);
    }
  };
  // Two tabs, each with half of the pages: a browser has a process for each.
  const places = Object.entries(paths);
  const half = Math.ceil(places.length / 2);
  await Promise.all([walk(own, places.slice(0, half)), walk(await context.newPage(), places.slice(half))]);
  await own.goto(`${room.url}/overlays`);
  await own.getByRole("button", { name: /Search or command/ }).click();
  await own.getByRole("option").first().waitFor();
  await examine("palette", own);
  await own.keyboard.press("Escape");
  await own.getByRole("dialog").waitFor({ state: "hidden" });
  await own.keyboard.press("?");
  await own.getByRole("dialog").waitFor();
  await examine("help sheet", own);
  await own.keyboard.press("Escape");
  await own.getByRole("dialog").waitFor({ state: "hidden" });
  await own.getByRole("button", { name: "Reserve capacity" }).click();
  await own.getByRole("radio").first().waitFor();
  await examine("a dialog that searches", own);
  const other = await stranger.newPage();
  await walk(other, [
    ["sign-in", "/sign-in"],
    ["dead invitation", "/join?token=invite_guess"],
  ]);
  await context.close();
  await stranger.close();
  expect(found).toEqual({});
});

test("neither a page nor a table on it scrolls sideways on a phone, and none logs an error", async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    storageState: await page.context().storageState(),
  });
  const phone = await context.newPage();
  const errors: string[] = [];
  phone.on("pageerror", (error) => errors.push(error.message));
  phone.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("404")) errors.push(message.text());
  });
  const wide: string[] = [];
  const tables = new Set<string | null>();
  for (const [name, path] of Object.entries(paths)) {
    await phone.goto(room.url + path);
    await phone.getByRole("heading", { level: 1 }).first().waitFor();
    const overflow = await sidewaysScroll(phone);
    if (overflow > 0) wide.push(`${name}: ${overflow} px`);
    wide.push(...(await sidewaysTables(phone)).map((table) => `${name}: ${table}`));
    for (const table of await phone.locator("[role=group]:has(> table)").all())
      tables.add(await table.getAttribute("aria-label"));
  }
  await context.close();
  expect(wide).toEqual([]);
  expect([...tables]).toEqual(
    expect.arrayContaining([
      ...["Tasks at work", "Recently failed tasks", "Agents and their load", "Tickets", "Tasks", "Attempts"],
      ...["Agents", "Tasks it holds", "Tasks it had a part in"],
    ]),
  );
  expect(errors).toEqual([]);
});

test("on a phone a tap on a row opens what it is about, and one on another link of it what that says", async ({
  browser,
}) => {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    storageState: await page.context().storageState(),
  });
  const phone = await context.newPage();
  await phone.goto(`${room.url}/tasks`);
  const row = phone.getByRole("row", { name: /Print the answer/ });
  const agent = phone.getByRole("link", { name: "runner-one" });
  // What the link covers is the cell around it.
  const cell = await row.getByRole("cell").filter({ has: agent }).boundingBox();
  expect(cell?.height).toBeGreaterThanOrEqual(44);
  await expect(row.getByRole("cell")).toHaveCount((await phone.getByRole("columnheader").count()) - 1);
  const { width = 0 } = (await row.boundingBox()) ?? {};
  await row.tap({ position: { x: width - 4, y: 4 } });
  await expect(phone.getByRole("heading", { level: 1, name: "Print the answer" })).toBeVisible();
  await phone.goBack();
  await row.locator(agent).tap();
  await expect(phone.getByRole("heading", { level: 1, name: "runner-one" })).toBeVisible();
  await context.close();
});

test("by keyboard alone: skip link, a dialog that begins at its first field and gives focus back", async () => {
  await page.goto(`${room.url}/tickets?project=default`);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: /skip/i })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("#main")).toBeFocused();
  const opener = page.getByRole("button", { name: "New ticket" }).first();
  await opener.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog").getByLabel("Title")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(opener).toBeFocused();
});

test("a filter lives in the address and survives a reload", async () => {
  await page.goto(`${room.url}/tasks`);
  await page.getByRole("button", { name: /^State/ }).click();
  await page.getByRole("checkbox", { name: "Failed" }).check();
  await expect(page).toHaveURL(/state=failed/);
  await page.reload();
  await expect(page.getByRole("link", { name: "Fail with a long line" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Print the answer" })).toHaveCount(0);
});

test("live updates can be paused and resumed, and say so", async () => {
  await page.goto(`${room.url}/tasks`);
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Pause live updates" }).click();
  await expect(page.getByText("Updates paused", { exact: true })).toBeVisible();
  const { items } = await callApi<{ items: { ticketId: string }[] }>(page, "GET", "/tasks");
  const ticketId = items[0]?.ticketId;
  await callApi(page, "POST", "/tasks", {
    ticketId,
    title: "Made while paused",
    requiredCapabilities: ["nobody"],
  });
  await page.waitForTimeout(1000);
  await expect(page.getByRole("link", { name: "Made while paused" })).toHaveCount(0);
  await page.getByRole("button", { name: "Resume live updates" }).click();
  await expect(page.getByRole("link", { name: "Made while paused" })).toBeVisible();
});

test("what changes while a page is on its way is on it when it comes", async () => {
  await page.goto(`${room.url}/tickets`);
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  const { items } = await callApi<{ items: { ticketId: string }[] }>(page, "GET", "/tasks");
  const task = { ticketId: items[0]?.ticketId, requiredCapabilities: ["nobody"] };
  await page.route(/\/tasks\?.*_rsc=/, async (route) => {
    const headers = route.request().headers();
    const drawn = await route.fetch();
    if (!headers["next-router-prefetch"]) {
      await callApi(page, "POST", "/tasks", { ...task, title: "Made meanwhile" });
      // Its event comes at once, and finds nothing on the screen that it concerns.
      await page.waitForTimeout(1000);
    }
    await route.fulfill({ response: drawn });
  });
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Tasks" }).click();
  await expect(page.getByRole("link", { name: "Made meanwhile" })).toBeVisible();
  await page.unrouteAll();
});

test("while live updates are paused no page asks again by itself, nor when one comes back to its tab", async ({
  browser,
}) => {
  const context = await browser.newContext({ storageState: await page.context().storageState() });
  const still = await context.newPage();
  await still.clock.install();
  const asked: string[] = [];
  still.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith("/api/v1/") && pathname !== "/api/v1/events/stream") asked.push(pathname);
  });
  /** What the page asked for so far has come; from here on it is counted. */
  const settled = async () => {
    await still.waitForTimeout(800);
    asked.length = 0;
  };
  for (const name of ["overview", "agents", "agent", "blocked task", "tasks", "overlays", "system"]) {
    await still.goto(`${room.url}${paths[name]}`);
    await expect(still.getByText("Live", { exact: true })).toBeVisible();
    await settled();
    await still.clock.fastForward(61_000);
    await expect.poll(() => asked.length, { message: `${name}, followed` }).toBeGreaterThan(0);
    await still.getByRole("button", { name: "Pause live updates" }).click();
    await settled();
    await still.clock.fastForward(121_000);
    await still.evaluate(() => window.dispatchEvent(new Event("visibilitychange")));
    await still.waitForTimeout(500);
    expect([name, ...asked]).toEqual([name]);
  }
  await context.close();
});

test("an error of the API shows its request id and a way to try again", async () => {
  await page.goto(`${room.url}/tasks`);
  await page.route("**/api/v1/tasks?*", (route) =>
    route.fulfill({
      status: 403,
      contentType: "application/problem+json",
      body: JSON.stringify({
        type: "about:blank",
        title: "Not allowed",
        status: 403,
        code: "forbidden",
        requestId: "req_test",
      }),
    }),
  );
  await page.getByRole("combobox", { name: "Priority" }).selectOption("CRITICAL");
  await expect(page.getByText("req_test")).toBeVisible();
  await page.unroute("**/api/v1/tasks?*");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("req_test")).toHaveCount(0);
});
