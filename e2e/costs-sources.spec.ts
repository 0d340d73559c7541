// Who counts, and at what price: two sources of one attempt, and prices that change while the server runs.
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { axeFindings, sidewaysScroll, sidewaysTables } from "./support/accessibility";
import { makeTicket, TestAgent } from "./support/fleet";
import { callApi, joinAsFirstAdmin, open } from "./support/people";
import { ControlRoom } from "./support/server";

test.describe.configure({ mode: "serial" });

const folder = mkdtempSync(join(tmpdir(), "omoios-config-"));
const file = join(folder, "cost_models.yaml");
copyFileSync("config/phases.yaml", join(folder, "phases.yaml"));
const room = new ControlRoom({ OMOI_CONFIG_DIR: folder });
let page: Page;

test.beforeAll(async ({ browser }) => {
  await room.start();
  page = await (await browser.newContext()).newPage();
  await joinAsFirstAdmin(page, room);
});

test.afterAll(async () => {
  await room.dispose();
  rmSync(folder, { recursive: true });
});

const dialog = () => page.getByRole("dialog");
const tell = (call: object) =>
  callApi(page, "POST", "/costs/records", { records: [{ provider: "anthropic", tokens: {}, ...call }] });
const priceOf = (usd: string) =>
  writeFileSync(
    file,
    `providers: {acme: {acme-9000: {prompt_token_cost: ${usd}, completion_token_cost: 0}}}`,
  );

test("an attempt that two sources tell of is counted once, and its task says what they differ by", async () => {
  const agent = await TestAgent.register(page, room, "coder-1");
  const { tasks } = await makeTicket(page, "Refund twice", ["Find the cause"]);
  const [taskId = ""] = tasks;
  const [held] = await agent.claim();
  if (!held) throw new Error("There was nothing to claim.");
  const haiku = { provider: "anthropic", model: "claude-haiku-4-5" };
  await tell({ ...haiku, externalId: "call-1", taskId, tokens: { input: 4_600_000 } });
  await agent.complete(held, { models: [{ ...haiku, inputTokens: 5_000_000, costUsd: "5" }] });
  await open(page, `${room.url}/tasks/${taskId}`);
  const facts = page.getByRole("region", { name: "Facts", exact: true });
  await expect(facts).toContainText("the API counts, $ 4.60; the runner tells of $ 0.40 more");
  await facts.getByRole("link", { name: "$ 4.60" }).click();
  await expect(page.getByText("1 record shown")).toBeVisible();
  await page.getByRole("combobox", { name: "In the sums" }).selectOption("Not in the sums");
  await expect(page.getByRole("row", { name: /Runner/ })).toContainText("Not in sums");
  await open(page, `${room.url}/costs`);
  await expect(page.getByRole("link", { name: /^Spent \$ 4\.60/ })).toBeVisible();
});

test("a price that is written down later is applied by re-rating, after a preview", async () => {
  const { items } = await callApi<{ items: { id: string }[] }>(page, "GET", "/projects");
  const acme = { provider: "acme", model: "acme-9000", tokens: { input: 1_000_000 } };
  await tell({ ...acme, externalId: "call-2", projectId: items[0]?.id });
  await open(page, `${room.url}/costs`);
  await expect(page.getByText("No price is known for 1 record: the sums lack it")).toBeVisible();
  await expect(page.getByText(/take this record for \$ 150\.00/)).toBeVisible();
  priceOf("0.000002");
  await page.getByRole("link", { name: "re-rate" }).click();
  await page.getByRole("button", { name: "Re-rate" }).click();
  await dialog().getByLabel("Model").fill("no-such-model");
  await dialog().getByRole("button", { name: "Preview" }).click();
  await expect(dialog()).toContainText("Nothing would change");
  await dialog().getByLabel("Model").fill("acme-9000");
  await dialog().getByLabel("Before").fill("2020-01-01");
  await dialog().getByRole("button", { name: "Preview" }).click();
  await expect(dialog()).toContainText("Must lie after `from`.");
  await dialog().getByLabel("Before").fill("");
  await dialog().getByLabel("Reason").fill("Acme sent its list of prices");
  await dialog().getByRole("button", { name: "Preview" }).click();
  await expect(dialog()).toContainText("1 record would change: + $ 2.00");
  expect(await axeFindings(page)).toEqual([]);
  // What goes wrong with the deed is said, though there is a preview.
  await page.route("**/api/v1/costs/rerate", (route) => route.abort(), { times: 1 });
  await dialog().getByRole("button", { name: "Re-rate 1 record" }).click();
  await expect(dialog().getByRole("alert")).toBeVisible();
  await dialog().getByRole("button", { name: "Re-rate 1 record" }).click();
  await expect(dialog()).toBeHidden();
  await open(page, `${room.url}/costs/records`);
  await expect(page.getByRole("row", { name: /acme-9000/ })).toContainText("$ 2.00");
  await open(page, `${room.url}/costs`);
  await expect(page.getByRole("link", { name: /^Spent \$ 6\.60/ })).toBeVisible();
});

test("a file of prices that is broken is told of on the page, and the prices before stay", async () => {
  writeFileSync(file, "providers:\n  acme:\n    acme-9000: {prompt: 1}\n");
  await expect(async () => {
    await open(page, `${room.url}/costs/prices?q=acme`);
    await expect(page.getByText(/cost_models\.yaml is broken/)).toBeVisible({ timeout: 500 });
  }).toPass();
  await expect(page.getByText(/line 3: providers\.acme\.acme-9000/)).toBeVisible();
  await expect(page.getByRole("row", { name: /acme-9000/ })).toContainText("2.00");
  const found: Record<string, string[]> = {};
  for (const path of ["/costs/prices", "/costs/records?ticket=none", "/costs"]) {
    await open(page, room.url + path);
    await page.setViewportSize({ width: 390, height: 844 });
    const findings = [...(await axeFindings(page)), ...(await sidewaysTables(page))];
    found[path] = [...findings, `${await sidewaysScroll(page)} px`];
    await page.setViewportSize({ width: 1440, height: 900 });
  }
  expect(found).toEqual({
    "/costs/prices": ["0 px"],
    "/costs/records?ticket=none": ["0 px"],
    "/costs": ["0 px"],
  });
});
