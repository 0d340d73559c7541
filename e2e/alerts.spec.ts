// Something is wrong: the alert, who looks after it, what was tried, and how it ended.
import { expect, type Page, test } from "@playwright/test";
import { axeFindings, sidewaysScroll, sidewaysTables } from "./support/accessibility";
import { ConfigFolder } from "./support/config-folder";
import { makeTicket, TestAgent } from "./support/fleet";
import { callApi, joinAsFirstAdmin, open } from "./support/people";
import { ControlRoom } from "./support/server";

test.describe.configure({ mode: "serial" });

const RULES = `
rules:
  - name: task_waits
    title: "{task.title} waits and no slot is free"
    each: task
    when:
      all:
        - { metric: task.state, is: pending }
        - { metric: agents.free_slots, below: 1 }
    severity: critical
    clear_for: 0s
    routes: [critical]
    remedies: [fail_over]
    cool_down: 0s
  - name: queue_long
    title: "{queue.pending} tasks wait"
    when: { metric: queue.pending, above: 100 }
    severity: warning
`;

const config = new ConfigFolder(RULES);
/** The rules are asked every 15 seconds. */
const SOON = { timeout: 40_000 };

let room: ControlRoom;
let page: Page;
let agent: TestAgent;

test.beforeAll(async ({ browser }) => {
  room = new ControlRoom({ OMOI_CONFIG_DIR: config.path });
  await room.start();
  page = await (await browser.newContext()).newPage();
  await joinAsFirstAdmin(page, room);
});

test.afterAll(async () => {
  await room.dispose();
  config.dispose();
});

const tab = (name: string) =>
  page.getByRole("navigation", { name: "Alerts" }).getByRole("link", { name, exact: true });
const dialog = () => page.getByRole("dialog");

test("before anything is wrong the pages say what will appear", async () => {
  await open(page, `${room.url}/alerts`);
  await expect(page.getByText("Nothing is wrong")).toBeVisible();
  await tab("Rules").click();
  const row = page.getByRole("row", { name: /Task waits/ });
  await expect(row).toContainText("task.state = pending and agents.free_slots < 1");
  await expect(row).toContainText("Quiet");
  await expect(row).toContainText("Fail over to another agent");
  await tab("Metrics").click();
  await expect(page.getByRole("heading", { name: "Queue pending" })).toBeVisible(SOON);
});

test("a task that waits in vain is an alert: in the list, in the navigation, on the overview", async () => {
  agent = await TestAgent.register(page, room, "ada-1", 1);
  await makeTicket(page, "Leak", ["Stop the leak", "Mop up"]);
  await agent.claim(1);
  await open(page, `${room.url}/alerts`);
  const link = page.getByRole("link", { name: "Mop up waits and no slot is free" });
  await expect(link).toBeVisible(SOON);
  await expect(
    page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Alerts 1 critical" }),
  ).toBeVisible();
  await open(page, `${room.url}/`);
  await expect(page.getByText("1 critical alert")).toBeVisible();
  await page.getByRole("link", { name: "See the alerts" }).click();
  await expect(page).toHaveURL(/state=raised&severity=critical/);
  await page.getByRole("link", { name: "Mop up waits and no slot is free" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Mop up waits and no slot is free");
  await expect(page.getByText("Agents: free slots")).toBeVisible();
  const about = page.getByRole("region", { name: "About" });
  await expect(about.getByRole("link", { name: "Leak", exact: true })).toHaveAttribute(
    "href",
    /\/tickets\/tkt_/,
  );
  await about.getByRole("link", { name: "Task “Mop up”" }).click();
  await expect(page).toHaveURL(/\/tasks\/task_/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Mop up");
  await expect(page.getByText("1 live alert")).toBeVisible();
  await expect(page.getByRole("link", { name: "Mop up waits and no slot is free" })).toBeVisible();
});

test("what the watchdog cannot mend it escalates, and the alert says what was tried", async () => {
  await page.goBack();
  await expect(page).toHaveURL(/\/alerts\/alrt_/);
  const tried = page.getByRole("region", { name: /What the watchdog tried/ });
  await expect(tried.getByRole("row", { name: /Fail over to another agent/ })).toContainText(
    "No agent has this task now.",
    SOON,
  );
  await expect(page.getByText("Escalated by Watchdog")).toBeVisible(SOON);
  await expect(page.getByRole("region", { name: "Timeline" })).toContainText("Alert escalated");
});

test("a guardian steps in from the alert, which lists it", async () => {
  const answers = page.getByRole("region", { name: "How guardians stepped in" });
  await expect(answers.getByText("Nobody has stepped in")).toBeVisible();
  await page.getByRole("button", { name: "Intervene" }).click();
  await expect(dialog().getByRole("heading", { name: "Step in: Mop up" })).toBeVisible();
  await dialog().getByLabel("What to do").selectOption("Override a priority");
  await dialog().getByLabel("Priority").selectOption("HIGH");
  await dialog().getByLabel("Reason").fill("It comes after the leak.");
  await dialog().getByRole("button", { name: "Override a priority" }).click();
  await expect(answers.getByRole("row", { name: /Override a priority/ })).toContainText(
    "It comes after the leak.",
  );
  await answers.getByRole("link", { name: "Override a priority" }).click();
  await expect(page).toHaveURL(/\/guardian\/actions\/gact_/);
  await page.goBack();
});

test("a lead acknowledges, silences and resolves it by keyboard, each with a word on the record", async () => {
  await page.getByRole("button", { name: "Acknowledge" }).focus();
  await page.keyboard.press("Enter");
  await dialog().getByLabel("Note").fill("I start another agent.");
  await dialog().getByRole("button", { name: "Acknowledge" }).press("Enter");
  await expect(page.getByText("Alert acknowledged", { exact: true }).first()).toBeVisible();
  await expect(page.getByRole("region", { name: "About" })).toContainText("Ada Admin");
  await page.getByRole("button", { name: "Silence" }).click();
  await dialog().getByLabel("Silence for").selectOption("15 minutes");
  await dialog().getByRole("button", { name: "Silence" }).click();
  await expect(page.getByText("Silenced by Ada Admin")).toBeVisible();
  await page.getByRole("button", { name: "Resolve" }).click();
  await dialog().getByRole("button", { name: "Resolve" }).click();
  await expect(dialog().getByText("Must not be empty.")).toBeVisible();
  await dialog().getByLabel("Note").fill("Another agent was started.");
  await agent.complete(await heldTask());
  await dialog().getByRole("button", { name: "Resolve" }).click();
  await expect(page.getByText("Resolved by Ada Admin")).toBeVisible();
  await open(page, `${room.url}/alerts?state=resolved`);
  await expect(page.getByRole("row", { name: /Mop up/ })).toContainText("Resolved");
});

/** What the agent holds, as it was claimed. */
async function heldTask() {
  const { items } = await callApi<{ items: { id: string; state: string; title: string }[] }>(
    page,
    "GET",
    "/tasks?state=running",
  );
  const id = items[0]?.id ?? "";
  const task = await callApi<{ attempts: { id: string; fence: string }[]; title: string }>(
    page,
    "GET",
    `/tasks/${id}`,
  );
  const attempt = task.attempts[0];
  if (!attempt) throw new Error("Nothing is held.");
  return { task: { id, title: task.title }, attempt: { id: attempt.id }, fence: attempt.fence };
}

test("the list is filtered by its address, and taken along as CSV", async () => {
  await open(page, `${room.url}/alerts?state=all`);
  // The filters come after the list: what is chosen before they answer is chosen again.
  await expect(async () => {
    await page.getByLabel("Severity").selectOption("");
    await page.getByLabel("Severity").selectOption("info");
    await expect(page).toHaveURL(/severity=info/, { timeout: 2000 });
  }).toPass();
  await expect(page.getByText("No alert matches")).toBeVisible();
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(page.getByRole("row", { name: /Mop up/ })).toBeVisible();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download CSV" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^alerts-\d{4}-\d\d-\d\d\.csv$/);
});

test("a broken file of rules is told of with its line, and the rules before stay", async () => {
  config.writeRules(`${RULES}  - name: odd\n    severity: odd\n`);
  await open(page, `${room.url}/alerts/rules`);
  await expect(page.getByText("The file is broken; the rules before stay in force")).toBeVisible(SOON);
  await expect(page.getByText(/alert_rules\.yaml, line \d+: rules\.2/)).toBeVisible();
  await expect(page.getByRole("row", { name: /Queue long/ })).toBeVisible();
  config.writeRules(RULES);
  await expect(page.getByText("The file is broken; the rules before stay in force")).toBeHidden(SOON);
});

test("metrics are drawn with a summary, and stand in a table for who wants numbers", async () => {
  await open(page, `${room.url}/alerts/metrics?metric=omoios_queue_pending`);
  await expect(page.locator("svg.recharts-surface").first()).toBeVisible(SOON);
  await expect(page.locator(".recharts-line-curve")).toHaveCount(4, SOON);
  const ticks = await page.locator(".recharts-yAxis-tick-labels text").allTextContents();
  expect(ticks.length).toBeGreaterThan(1);
  for (const tick of ticks) expect(tick).toMatch(/^\d[\d,]*$/);
  await page.getByRole("button", { name: "Show as table" }).click();
  await expect(page).toHaveURL(/as=table/);
  await expect(page.getByRole("columnheader", { name: "CRITICAL" })).toBeVisible();
  await page.getByText("7 days").click();
  await expect(page).toHaveURL(/range=7d/);
  await page.getByLabel("Metric").selectOption("omoios_agent_slots");
  await expect(page.getByRole("columnheader", { name: "free" })).toBeVisible();
});

test("every page holds in both themes and on a phone", async () => {
  const { items } = await callApi<{ items: { id: string }[] }>(page, "GET", "/alerts");
  for (const path of ["/alerts?state=all", `/alerts/${items[0]?.id}`, "/alerts/metrics", "/alerts/rules"]) {
    await page.setViewportSize({ width: 1440, height: 900 });
    await open(page, `${room.url}${path}`);
    expect([path, await axeFindings(page)]).toEqual([path, []]);
    await page.setViewportSize({ width: 390, height: 844 });
    expect([path, await sidewaysScroll(page)]).toEqual([path, 0]);
    expect([path, await sidewaysTables(page)]).toEqual([path, []]);
  }
});

test("several alerts are silenced at once, and the list says until when and by whom", async () => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await makeTicket(page, "Frost", ["Cover the pipes", "Salt the steps"]);
  await open(page, `${room.url}/alerts`);
  const row = (task: string) => page.getByRole("row", { name: new RegExp(task) });
  await expect(row("Cover the pipes")).toBeVisible(SOON);
  await expect(row("Salt the steps")).toBeVisible(SOON);
  for (const task of ["Cover the pipes", "Salt the steps"]) {
    await row(task).getByRole("checkbox").check();
  }
  await expect(page.getByText("2 selected")).toBeVisible();
  await page.getByRole("button", { name: "Silence selected" }).click();
  await expect(dialog().getByRole("heading", { name: "Silence 2 alerts?" })).toBeVisible();
  await dialog().getByRole("button", { name: "Silence", exact: true }).click();
  await expect(page.getByText("2 alerts silenced").first()).toBeVisible();
  for (const task of ["Cover the pipes", "Salt the steps"]) {
    await expect(row(task)).toContainText(/ends in 59 min/);
    await row(task)
      .getByRole("button", { name: /^Acknowledge/ })
      .click();
    await dialog().getByRole("button", { name: "Acknowledge" }).click();
    await expect(row(task)).toContainText("by Ada Admin");
  }
});

test("on a tablet and on a phone alerts are chosen one by one and all at once", async () => {
  await makeTicket(page, "Thaw", ["Drain the cellar", "Dry the walls"]);
  await open(page, `${room.url}/alerts`);
  const row = page.getByRole("row", { name: /Dry the walls/ });
  await expect(row).toBeVisible(SOON);
  const all = page.getByRole("checkbox", { name: "Select all" });
  for (const width of [800, 390]) {
    await page.setViewportSize({ width, height: 844 });
    await expect(page.getByText("Select all")).toBeInViewport({ ratio: 1 });
    await expect(page.getByRole("columnheader", { name: "Select all" })).toHaveCount(1);
    await expect(page.getByRole("columnheader", { name: "Severity" })).toHaveCount(1);
    await row.getByRole("checkbox").check();
    await expect(page.getByText("1 selected")).toBeVisible();
    await expect(page.getByRole("button", { name: "Clear", exact: true })).toBeInViewport({ ratio: 1 });
    await all.check();
    await expect(page.getByText(/^[2-9] selected$/)).toBeVisible();
    expect([width, await axeFindings(page)]).toEqual([width, []]);
    expect([width, await sidewaysScroll(page)]).toEqual([width, 0]);
    await all.uncheck();
    await expect(page.getByText(/selected$/)).toHaveCount(0);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
});

test("a webhook whose route no rule names says so, and a rule whose route no webhook has", async () => {
  await open(page, `${room.url}/settings/webhooks`);
  await page.getByLabel("Name").fill("Pager");
  await page.getByLabel("URL").fill("https://example.com/hook");
  await page.getByLabel("Route").fill("criticall");
  await page.getByRole("button", { name: "Create webhook" }).click();
  await expect(page.getByText(/But: No alert rule sends to the route criticall/)).toBeVisible();
  await page.getByRole("link", { name: "Pager" }).click();
  await expect(page.getByText("Nothing will come over its route")).toBeVisible();
  await open(page, `${room.url}/alerts/rules`);
  await expect(page.getByRole("row", { name: /Task waits/ })).toContainText("No webhook has it");
});

test("on a phone what can be done with an alert is in sight in the list", async () => {
  // Held by nobody, the task waits in vain again.
  await makeTicket(page, "Rain", ["Put up an umbrella"]);
  await makeTicket(page, "Wind", ["Hold on to it"]);
  await agent.claim(1);
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, `${room.url}/alerts`);
  const row = page.getByRole("row", { name: /waits and no slot is free Raised/ }).first();
  await expect(row).toBeVisible(SOON);
  await row.scrollIntoViewIfNeeded();
  for (const name of [/^Acknowledge/, /^Silence/]) {
    await expect(row.getByRole("button", { name })).toBeInViewport({ ratio: 1 });
  }
  await row.getByRole("button", { name: /^Acknowledge/ }).press("Enter");
  await expect(dialog()).toBeVisible();
  await expect(dialog()).toContainText(/waits and no slot is free/);
  expect(await axeFindings(page)).toEqual([]);
});
