// What an agent's work cost: counted by its runner, shown to the cent, and held to a budget.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { axeFindings, sidewaysScroll, sidewaysTables } from "./support/accessibility";
import { makeTicket } from "./support/fleet";
import { callApi, issueKey, joinAsFirstAdmin, open } from "./support/people";
import { Runner } from "./support/runner";
import { ControlRoom } from "./support/server";

test.describe.configure({ mode: "serial" });

let room: ControlRoom;
let page: Page;
let runner: Runner;
let ticket: { id: string; tasks: string[] };
const scratch = mkdtempSync(join(tmpdir(), "omoios-claude-"));

const usage = {
  input_tokens: 1000,
  cache_read_input_tokens: 100_000,
  cache_creation_input_tokens: 20_000,
  cache_creation: { ephemeral_5m_input_tokens: 20_000, ephemeral_1h_input_tokens: 0 },
  output_tokens: 2000,
};

/** Opus: 0.005 + 0.05 + 0.125 + 0.05 = 0.23 USD; Haiku: 0.015 + 0.005 = 0.02 USD. */
const STREAM = [
  { type: "system", subtype: "init", session_id: "ses-1", model: "claude-opus-4-8", tools: ["Bash"] },
  {
    type: "assistant",
    session_id: "ses-1",
    parent_tool_use_id: null,
    message: {
      id: "msg_1",
      role: "assistant",
      model: "claude-opus-4-8",
      usage,
      content: [{ type: "text", text: "Mended; all tests pass." }],
    },
  },
  {
    type: "result",
    subtype: "success",
    is_error: false,
    session_id: "ses-1",
    num_turns: 2,
    duration_ms: 4000,
    duration_api_ms: 3500,
    result: "Mended; all tests pass.",
    total_cost_usd: 0.25,
    usage,
    modelUsage: {
      "claude-opus-4-8": {
        inputTokens: 1000,
        outputTokens: 2000,
        cacheReadInputTokens: 100_000,
        cacheCreationInputTokens: 20_000,
        webSearchRequests: 0,
        costUSD: 0.23,
        contextWindow: 200_000,
      },
      "claude-haiku-4-5": {
        inputTokens: 15_000,
        outputTokens: 1000,
        cacheReadInputTokens: 0,
        cacheCreationInputTokens: 0,
        webSearchRequests: 0,
        costUSD: 0.02,
        contextWindow: 200_000,
      },
    },
    permission_denials: [],
  },
];

test.beforeAll(async ({ browser }) => {
  room = new ControlRoom();
  await room.start();
  page = await browser.newPage();
  await joinAsFirstAdmin(page, room);
  const claude = join(scratch, "claude");
  writeFileSync(join(scratch, "stream"), STREAM.map((line) => `${JSON.stringify(line)}\n`).join(""));
  writeFileSync(claude, '#!/bin/sh\ncat > /dev/null\ncat "$(dirname "$0")/stream"\n');
  chmodSync(claude, 0o755);
  runner = new Runner(room, {
    name: "claude-1",
    key: await issueKey(page, "fleet"),
    workdir: scratch,
    args: ["--profile", "claude-code"],
    command: [claude, "-p", "--output-format", "stream-json", "--verbose"],
  });
});

test.afterAll(async () => {
  await runner.dispose();
  await room.dispose();
  rmSync(scratch, { recursive: true, force: true });
});

const dialog = () => page.getByRole("dialog");
const panel = (name: string) => page.getByRole("region", { name, exact: true });
const stateOf = async (id: string) => (await callApi<{ state: string }>(page, "GET", `/tasks/${id}`)).state;
const patience = { timeout: 20_000 };

async function addTask(title: string): Promise<string> {
  const body = { ticketId: ticket.id, title, description: `Do: ${title}` };
  return (await callApi<{ id: string }>(page, "POST", "/tasks", body)).id;
}

test("before the first call every page of costs says what will appear", async () => {
  await open(page, `${room.url}/costs`);
  await expect(page.getByText(/No call was counted/)).toBeVisible();
  await expect(page.getByText("Nothing limits what may be spent.")).toBeVisible();
  await page.getByRole("navigation", { name: "Costs" }).getByRole("link", { name: "Records" }).click();
  await expect(page.getByText("No call so far")).toBeVisible();
  await page.getByRole("navigation", { name: "Costs" }).getByRole("link", { name: "Budgets" }).click();
  await expect(page.getByText("Nothing limits what may be spent")).toBeVisible();
});

test("what a runner's agent spent is on the page to the cent, by itself, and opens its records", async () => {
  await open(page, `${room.url}/costs`);
  ticket = await makeTicket(page, "Refund twice", ["Find the cause"]);
  const first = ticket.tasks[0] ?? "";
  await expect(page.getByRole("link", { name: /^Spent \$ 0\.25/ })).toBeVisible(patience);
  expect(await stateOf(first)).toBe("completed");
  await expect(panel("By model").getByRole("link", { name: "claude-opus-4-8" })).toContainText("$ 0.23");
  await expect(panel("By model").getByRole("link", { name: "claude-haiku-4-5" })).toContainText("$ 0.02");
  await expect(panel("By ticket").getByRole("link", { name: /Refund twice/ })).toContainText("$ 0.25");
  await expect(panel("By agent").getByRole("link", { name: /claude-1/ })).toContainText("$ 0.25");
  await expect(panel("Tokens").getByRole("link", { name: /Cache read/ })).toContainText("100K");
  // 100,000 of the 136,000 tokens that were prompted.
  await expect(page.getByRole("link", { name: /^Cache hits 73 %/ })).toBeVisible();

  await expect(panel("Spend by day and model").locator(".recharts-bar-rectangle path").first()).toBeVisible();
  await page.getByRole("button", { name: "Show as table" }).click();
  await expect(page).toHaveURL(/days=table/);
  const days = page.getByRole("table");
  await expect(days.getByRole("row").nth(1)).toContainText(/\$ 0\.2300.*\$ 0\.0200.*\$ 0\.25/);

  await panel("By ticket")
    .getByRole("link", { name: /Refund twice/ })
    .click();
  await expect(page).toHaveURL(/\/costs\/records\?.*ticket=tkt_/);
  await expect(page.getByText("All 2 records shown")).toBeVisible();
  await expect(page.getByRole("row", { name: /claude-opus-4-8/ })).toContainText("$ 0.2300");
  await expect(page.getByRole("row", { name: /claude-haiku-4-5/ })).toContainText("$ 0.0200");
  await page.getByRole("combobox", { name: "Model" }).selectOption("claude-haiku-4-5");
  await expect(page).toHaveURL(/model=claude-haiku-4-5/);
  await expect(page.getByRole("row", { name: /claude-opus-4-8/ })).toHaveCount(0);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download CSV" }).click();
  expect((await download).suggestedFilename()).toMatch(/\.csv$/);

  await open(page, `${room.url}/tasks/${first}`);
  const cost = panel("Facts").getByRole("link", { name: "$ 0.25" });
  await expect(cost).toBeVisible();
  await cost.click();
  await expect(page.getByText("All 2 records shown")).toBeVisible();
});

test("a call of unknown price is never taken for nothing: the page warns and leads to it", async () => {
  const tokens = { input: 10, output: 10 };
  const call = { externalId: "own-1", provider: "nobody", model: "unheard-of-model", tokens };
  await callApi(page, "POST", "/costs/records", { records: [{ ...call, ticketId: ticket.id }] });
  await open(page, `${room.url}/costs`);
  await expect(page.getByText("No price is known for 1 record: the sums lack it")).toBeVisible();
  await expect(page.getByRole("link", { name: /^Spent \$ 0\.25/ })).toBeVisible();
  await page.getByRole("link", { name: "See what has no price" }).click();
  await expect(page.getByRole("row", { name: /unheard-of-model/ })).toContainText("No price");
  await expect(page.getByText("1 record shown")).toBeVisible();
});

test("a budget made on its page asks for what is missing, and counts what was spent before", async () => {
  await open(page, `${room.url}/costs/budgets`);
  await page.getByRole("button", { name: "New budget" }).click();
  await dialog().getByLabel("Scope").selectOption({ label: "A ticket" });
  await dialog().getByRole("button", { name: "Create budget" }).click();
  await expect(dialog().getByText("Choose what it is about.")).toBeVisible();
  await dialog()
    .getByRole("radio", { name: /Refund twice/ })
    .check();
  await dialog().getByLabel("Limit in USD").fill("much");
  await dialog().getByLabel("Period").selectOption("once");
  await dialog().getByRole("button", { name: "Create budget" }).click();
  await expect(dialog().getByText(/Must be a decimal number of USD/)).toBeVisible();
  await expect(dialog().getByLabel("Limit in USD")).toBeFocused();
  await dialog().getByLabel("Limit in USD").fill("0.40");
  await dialog().getByRole("button", { name: "Create budget" }).click();
  await expect(dialog()).toBeHidden();
  const row = page.getByRole("row", { name: /Refund twice/ });
  await expect(row).toContainText("$ 0.25 of $ 0.40 in total, 62 %");
  await expect(row).toContainText("Within");
  await expect(row).toContainText("without 1 record of unknown price");
});

test("spent, it pauses its scope: the next task is not claimed, and its page says why", async () => {
  const second = await addTask("Mend it");
  await expect.poll(() => stateOf(second), patience).toBe("completed");
  const row = page.getByRole("row", { name: /Refund twice/ });
  await expect(row).toContainText("$ 0.50 of $ 0.40 in total, 125 %", patience);
  await expect(row).toContainText("Exceeded");
  const third = await addTask("Test it");
  const elsewhere = await makeTicket(page, "Slow search", ["Measure it"]);
  // The runner has asked for work since: it took what is not paused.
  await expect.poll(() => stateOf(elsewhere.tasks[0] ?? ""), patience).toBe("completed");
  expect(await stateOf(third)).toBe("pending");

  await row.getByRole("link", { name: "Paused by a hold" }).click();
  await expect(page).toHaveURL(/\/overlays#hold_/);
  await expect(page.getByRole("row", { name: /Refund twice/ })).toContainText("The budget of $ 0.4");
  await expect(page.getByRole("button", { name: /End now/ })).toHaveCount(0);
  await page.getByRole("link", { name: /^Budget of/ }).click();
  await expect(page).toHaveURL(/\/costs\/budgets#bud_/);
  await open(page, `${room.url}/tasks/${third}`);
  const waiting = panel("Why is it waiting?");
  await expect(waiting).toContainText("A hold is in force");
  await expect(waiting).toContainText("The budget of $ 0.4");

  await open(page, `${room.url}/tickets/${ticket.id}`);
  await page.getByRole("link", { name: "See the budget" }).click();
  await expect(page).toHaveURL(/\/costs\/budgets#bud_/);

  await open(page, `${room.url}/costs`);
  await expect(panel("Budgets in force").getByRole("link", { name: /Refund twice/ })).toContainText(
    "Exceeded",
  );
  await panel("Budgets in force")
    .getByRole("link", { name: /Refund twice/ })
    .click();
  await row.getByRole("button", { name: /^Edit/ }).click();
  await dialog().getByLabel("Limit in USD").fill("10");
  await dialog().getByRole("button", { name: "Save" }).click();
  await expect(row).toContainText("of $ 10.00 in total");
  await expect(row).toContainText("Pause the scope");
  await expect.poll(() => stateOf(third), patience).toBe("completed");
});

test("the pages of costs are free of axe violations in both themes, and none scrolls sideways on a phone", async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const context = await browser.newContext({ storageState: await page.context().storageState() });
  const shown = await context.newPage();
  const found: Record<string, string[]> = {};
  const examine = async (name: string) => {
    const findings = await axeFindings(shown);
    if (findings.length > 0) found[name] = findings;
  };
  const wide: string[] = [];
  for (const path of ["/costs", "/costs?days=table&period=30d", "/costs/records", "/costs/budgets"]) {
    await open(shown, room.url + path);
    await expect(shown.getByRole("table").first()).toBeAttached();
    await examine(path);
    await shown.setViewportSize({ width: 390, height: 844 });
    const over = await sidewaysScroll(shown);
    if (over > 0) wide.push(`${path}: ${over} px`);
    // Days by models are a grid of figures, which scrolls.
    if (!path.includes("table")) wide.push(...(await sidewaysTables(shown)));
    await shown.setViewportSize({ width: 1440, height: 900 });
  }
  await shown.getByRole("button", { name: "New budget" }).click();
  await shown.getByRole("dialog").getByLabel("Scope").selectOption({ label: "A phase" });
  await examine("dialog of a budget");
  await shown.keyboard.press("Escape");
  await shown.getByRole("button", { name: /^History/ }).click();
  const history = shown.getByRole("dialog");
  await expect(history).toContainText("Budget spent: $ 0.50 of $ 0.40");
  await expect(history).toContainText("Nothing runs now: the limit holds to the last digit.");
  await examine("history of a budget");
  await context.close();
  expect(found).toEqual({});
  expect(wide).toEqual([]);
});

test("a budget is deleted by keyboard alone, after a question", async () => {
  await open(page, `${room.url}/costs/budgets`);
  const opener = page.getByRole("button", { name: /^Delete/ });
  await opener.focus();
  await page.keyboard.press("Enter");
  await expect(dialog()).toContainText("Delete this budget?");
  await dialog().getByRole("button", { name: "Delete" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText("Nothing limits what may be spent")).toBeVisible();
});
