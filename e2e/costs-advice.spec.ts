// What the queue will cost, which budget that endangers, and what would cost less: from the first task on.
import { expect, type Page, test } from "@playwright/test";
import { axeFindings, sidewaysScroll, sidewaysTables } from "./support/accessibility";
import { makeTicket, TestAgent } from "./support/fleet";
import { callApi, joinAsFirstAdmin, open } from "./support/people";
import { ControlRoom } from "./support/server";

test.describe.configure({ mode: "serial" });

let room: ControlRoom;
let page: Page;
let agent: TestAgent;

test.beforeAll(async ({ browser }) => {
  room = new ControlRoom();
  await room.start();
  page = await browser.newPage();
  await joinAsFirstAdmin(page, room);
  agent = await TestAgent.register(page, room, "ada-1", 60);
});

test.afterAll(() => room.dispose());

const dialog = () => page.getByRole("dialog");
const tab = (name: string) =>
  page.getByRole("navigation", { name: "Costs" }).getByRole("link", { name, exact: true });
const titles = (count: number, word: string) => Array.from({ length: count }, (_, n) => `${word} ${n + 1}`);

/** Tasks that are done, each with one call: of Opus for two to three dollars, or of Haiku for about a tenth of that. */
async function workDone(count: number): Promise<void> {
  await makeTicket(page, "Refund twice", titles(count, "Mend"));
  const claims = await agent.claim(count);
  const records = claims.map(({ task }, n) => ({
    externalId: task.id,
    provider: "anthropic",
    model: n % 2 ? "claude-opus-4-8" : "claude-haiku-4-5",
    tokens: { input: (n % 2 ? 400_000 : 200_000) + n * 4000, output: 2000 },
    taskId: task.id,
  }));
  await callApi(page, "POST", "/costs/records", { records });
  for (const claim of claims) await agent.complete(claim);
}

test("before there is a past both pages say what will appear, and what that needs", async () => {
  await open(page, `${room.url}/costs/forecast`);
  await expect(page.getByText("No task is left", { exact: true })).toBeVisible();
  await expect(page.getByText("No budget to endanger")).toBeVisible();
  await tab("Recommendations").click();
  await expect(page.getByText("Nothing to recommend")).toBeVisible();
  await expect(page.getByText(/20 ended tasks of a phase on each of two models/)).toBeVisible();
  await makeTicket(page, "Slow search", ["Measure it"]);
  await open(page, `${room.url}/costs/forecast`);
  await expect(page.getByText("No forecast yet", { exact: true })).toBeVisible();
  await expect(page.getByText("Too few tasks have ended")).toBeVisible();
  const [waiting] = await agent.claim(1);
  if (waiting) await agent.complete(waiting);
});

test("the queue's cost is foretold as a band, drawn and in words, with the budgets that it endangers", async () => {
  await workDone(56);
  await makeTicket(page, "Invoices", titles(40, "Write"));
  const { items } = await callApi<{ items: { id: string }[] }>(page, "GET", "/projects");
  const scope = { kind: "project", projectId: items[0]?.id };
  await callApi(page, "POST", "/costs/budgets", { scope, limit: "90", period: "once", onExceed: "notify" });
  await open(page, `${room.url}/costs/forecast`);
  await expect(page.getByRole("link", { name: /^Tasks left 40/ })).toBeVisible();
  await expect(
    page.getByRole("link", { name: /^Still to be spent \$ \d+\.\d\d \$ \d+\.\d\d to/ }),
  ).toBeVisible();
  await expect(page.locator(".recharts-area-area")).toBeVisible();
  await page.getByRole("button", { name: "Show as table" }).click();
  await expect(page).toHaveURL(/path=table/);
  const last = page.getByRole("group", { name: "What will have been spent" }).getByRole("row").last();
  await expect(last).toContainText("40 of 40 tasks");
  await page.getByRole("button", { name: "Show as chart" }).click();

  const row = page.getByRole("row", { name: /Very likely/ });
  await expect(row).toContainText("$ 90.00 in total");
  await row.getByRole("link").first().click();
  await expect(page).toHaveURL(/budget=bud_/);
  await expect(page.getByText(/Only what the budget .* is about/)).toBeVisible();
  await expect(page.getByText("Limit $ 90.00")).toBeVisible();
  await page.getByRole("button", { name: "Show all" }).click();
  await expect(page).not.toHaveURL(/budget=/);
  await expect(page.getByRole("link", { name: /^How good so far/ })).toContainText(
    "no kept forecast has ended",
  );
});

test("a recommendation is looked for, opens its rows, and is dismissed by keyboard alone, with a reason", async () => {
  await tab("Recommendations").click();
  await page.getByRole("button", { name: "Look again" }).click();
  const item = page
    .getByRole("main")
    .getByRole("listitem")
    .filter({ hasText: "claude-haiku-4-5 in place of claude-opus-4-8" });
  await expect(item).toContainText(/\$ [\d,]+\.\d\d a month/);
  await expect(item).toContainText("100 % of 28 completed");
  await item.getByRole("link", { name: "claude-opus-4-8" }).click();
  await expect(page).toHaveURL(/\/costs\/records\?.*model=claude-opus-4-8/);
  await expect(page.getByText("All 28 records shown")).toBeVisible();
  await page.goBack();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download CSV" }).click();
  expect((await download).suggestedFilename()).toMatch(/recommendations.*\.csv$/);

  await item.getByRole("button", { name: /^Dismiss/ }).focus();
  await page.keyboard.press("Enter");
  await dialog().getByRole("button", { name: "Dismiss" }).focus();
  await page.keyboard.press("Enter");
  await expect(dialog().getByLabel("Reason")).toBeFocused();
  await page.keyboard.type("Reviews need the best");
  await dialog().getByRole("button", { name: "Dismiss" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText("Nothing to recommend")).toBeVisible();
  await page.getByRole("radio", { name: "Dismissed" }).click({ force: true });
  await expect(item).toContainText("Dismissed by Ada Admin");
  await expect(item).toContainText("Reviews need the best");
});

test("an accepted one says what it has saved", async () => {
  const item = page
    .getByRole("main")
    .getByRole("listitem")
    .filter({ hasText: "claude-haiku-4-5 in place of" });
  await item.getByRole("button", { name: /^Accept/ }).click();
  await dialog().getByRole("button", { name: "Accept" }).click();
  await page.getByRole("radio", { name: "Accepted" }).click({ force: true });
  await expect(item).toContainText("Accepted by Ada Admin");
  // All of its past lies in this very hour.
  await expect(item).toContainText("Not measured");
});

test("both pages are free of axe violations in both themes, and neither scrolls sideways on a phone", async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const context = await browser.newContext({ storageState: await page.context().storageState() });
  const shown = await context.newPage();
  const found: Record<string, string[]> = {};
  const wide: string[] = [];
  const paths = ["/costs/forecast", "/costs/forecast?path=table", "/costs/recommendations?state=accepted"];
  for (const path of paths) {
    await open(shown, room.url + path);
    await expect(shown.getByRole("table").or(shown.getByRole("listitem")).first()).toBeAttached();
    const findings = await axeFindings(shown);
    if (findings.length > 0) found[path] = findings;
    await shown.setViewportSize({ width: 390, height: 844 });
    const over = await sidewaysScroll(shown);
    if (over > 0) wide.push(`${path}: ${over} px`);
    if (!path.includes("table")) wide.push(...(await sidewaysTables(shown)));
    await shown.setViewportSize({ width: 1440, height: 900 });
  }
  await shown.getByRole("button", { name: /^Dismiss/ }).click();
  await expect(shown.getByRole("dialog")).toBeVisible();
  const findings = await axeFindings(shown);
  if (findings.length > 0) found.dialog = findings;
  await context.close();
  expect(found).toEqual({});
  expect(wide).toEqual([]);
});
