// The audit trail on the production build: what was done appears, opens, is filtered, verified and taken along.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { axeFindings, sidewaysScroll } from "./support/accessibility";
import { makeTicket } from "./support/fleet";
import { callApi, issueKey, joinAs, joinAsFirstAdmin, open } from "./support/people";
import { ControlRoom } from "./support/server";

test.describe.configure({ mode: "serial" });

let room: ControlRoom;
let page: Page;

const placeHold = (reason: string) =>
  callApi(page, "POST", "/holds", {
    scope: { kind: "phase", phase: "BACKLOG" },
    reason,
    expiresInSeconds: 600,
  });

test.beforeAll(async ({ browser }) => {
  room = new ControlRoom();
  await room.start();
  const context = await browser.newContext({ baseURL: room.url });
  page = await context.newPage();
  await joinAsFirstAdmin(page, room);
  const { items } = await callApi<{ items: { id: string }[] }>(page, "GET", "/projects");
  await callApi(page, "PATCH", `/projects/${items[0]?.id}`, { name: "Paper boats" });
  await placeHold("Wait for the all-clear");
});
test.afterAll(() => room.dispose());

test("tells who did what and why, and opens by keyboard to what changed and its place in the chain", async () => {
  await open(page, `${room.url}/guardian/audit`);
  const trail = page.getByRole("region", { name: "Trail" });
  await expect(trail.getByText("Wait for the all-clear")).toBeVisible();
  await expect(trail.getByText("Joined by an invitation")).toBeVisible();
  const change = trail.getByRole("button", { name: /^Open entry #\d+: Project changed/ });
  await change.focus();
  await page.keyboard.press("Enter");
  await expect(trail.getByRole("row", { name: "name Default Paper boats" })).toBeVisible();
  await expect(trail.getByRole("button", { name: "Copy the previous hash" })).toBeVisible();
  expect(await axeFindings(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await sidewaysScroll(page)).toBe(0);
  await page.setViewportSize({ width: 1440, height: 900 });
});

test("follows what is done meanwhile, and keeps its filters in the address", async () => {
  await placeHold("And once more");
  await expect(page.getByText("And once more")).toBeVisible();
  await page.getByRole("button", { name: /^Kind/ }).click();
  await page.getByRole("checkbox", { name: "Projects and settings" }).check();
  await expect(page).toHaveURL(/kind=setting/);
  await expect(page.getByText("And once more")).toBeHidden();
  await page.reload();
  await expect(page.getByText("Project changed")).toBeVisible();
  await expect(page.getByText("And once more")).toBeHidden();
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(page.getByText("And once more")).toBeVisible();
});

test("takes an intervention back from its entry, by keyboard and with a preview, and only for those who may", async ({
  browser,
}) => {
  const { id } = await makeTicket(page, "Fold the paper", ["Fold"]);
  const pause = { scope: { kind: "ticket", ticketId: id }, reason: "The paper is wet" };
  await callApi(page, "POST", "/guardian/intervention/pause", pause);
  const viewer = await joinAs(page, room, browser, "Vera Viewer", "viewer");
  await open(viewer, `${room.url}/guardian/audit`);
  await expect(viewer.getByText("Intervention begun")).toBeVisible();
  await expect(viewer.getByRole("button", { name: /^Revert/ })).toHaveCount(0);

  await open(page, `${room.url}/guardian/audit`);
  const revert = page.getByRole("button", { name: /^Revert.*Pause · .*Fold the paper/ });
  await expect(revert).toHaveCount(1);
  expect(await axeFindings(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  await revert.scrollIntoViewIfNeeded();
  await expect(revert).toBeInViewport({ ratio: 1 });
  expect(await sidewaysScroll(page)).toBe(0);
  await page.setViewportSize({ width: 1440, height: 900 });
  await revert.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("Everything is claimed again from the next claim on.");
  await dialog.getByLabel("Reason").fill("It has dried");
  await dialog.getByRole("button", { name: "Revert now" }).press("Enter");
  await expect(dialog).toBeHidden();
  await expect(revert).toHaveCount(0);
  await expect(page.getByText("Intervention reverted")).toBeVisible();
});

test("shows what was refused apart, to be shared by its address and taken along", async () => {
  const key = await issueKey(page, "Night bot");
  const path = `${room.url}/api/v1/guardian/intervention/pause`;
  const { status } = await fetch(path, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ scope: { kind: "all" }, reason: "Let me" }),
  });
  expect(status).toBe(403);
  await open(page, `${room.url}/guardian/audit`);
  const trail = page.getByRole("region", { name: "Trail" });
  await expect(trail.getByText("Project changed")).toBeVisible();
  await page.getByRole("checkbox", { name: "Refused only" }).check();
  await expect(page).toHaveURL(/refused=true/);
  await expect(trail.getByRole("listitem")).toHaveCount(1);
  await page.reload();
  await expect(trail.getByRole("listitem")).toHaveCount(1);
  const entry = trail.getByRole("listitem").first();
  await expect(entry).toContainText("Pause · All work: Intervention refused");
  await expect(entry).toContainText("Night bot");
  await entry.getByRole("button", { name: /^Open entry/ }).press("Enter");
  await expect(entry).toContainText("Let me");
  expect(await axeFindings(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await sidewaysScroll(page)).toBe(0);
  await page.setViewportSize({ width: 1440, height: 900 });
  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download CSV" }).click();
  const lines = readFileSync(await (await downloading).path(), "utf8")
    .trimEnd()
    .split("\n");
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain("guardian.intervene.refused");
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(trail.getByText("Project changed")).toBeVisible();
});

test("is verified by its server, and as an export by the command line", async () => {
  await page.getByRole("button", { name: "Verify now" }).click();
  await expect(page.getByText("The chain is whole")).toBeVisible();
  await expect(page.getByRole("region", { name: "Chain" }).getByText(/: whole, \d+ entries/)).toBeVisible();
  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export chain" }).click();
  const path = await (await downloading).path();
  const told = execFileSync(process.execPath, ["bin/omoios.mjs", "audit", "verify", path, "--json"], {
    cwd: join(import.meta.dirname, ".."),
    encoding: "utf8",
  });
  expect(JSON.parse(told)).toMatchObject({ state: "whole", heads: 1, fault: null });
});
