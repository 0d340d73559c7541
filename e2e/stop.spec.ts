// An emergency stop, from the palette by keyboard alone and on a phone: everything stands within a few moves.
import { expect, type Page, test } from "@playwright/test";
import { axeFindings, sidewaysScroll } from "./support/accessibility";
import { makeTicket, type TestAgent } from "./support/fleet";
import { startGuardedRoom } from "./support/guarded-room";
import { callApi, open } from "./support/people";
import type { ControlRoom } from "./support/server";

test.describe.configure({ mode: "serial" });

let room: ControlRoom;
let page: Page;
let lead: Page;
let agent: TestAgent;

test.beforeAll(async ({ browser }) => {
  ({ room, page, lead, agent } = await startGuardedRoom(browser));
});

test.afterAll(async () => {
  await room.dispose();
});

const dialog = (of: Page) => of.getByRole("dialog");

interface TaskNow {
  state: string;
  cancel: { cause: string } | null;
}

/** A task that an agent has begun. */
async function aRunningTask(title: string): Promise<string> {
  const ticket = await makeTicket(page, title, [title]);
  expect(await agent.claim()).toHaveLength(1);
  return ticket.tasks[0] ?? "";
}

const toldOf = async (id: string) =>
  (await callApi<TaskNow>(page, "GET", `/tasks/${id}`)).cancel?.cause ?? null;

/** Takes back what is in force. */
async function goOn(): Promise<void> {
  const { items } = await callApi<{ items: { id: string }[] }>(page, "GET", "/guardian/actions?inForce=true");
  for (const { id } of items)
    await callApi(page, "POST", `/guardian/actions/${id}/revert`, { reason: "It is over" });
}

test("by keyboard alone, from any page, in five moves", async () => {
  const task = await aRunningTask("Deploy the shop");
  await open(lead, `${room.url}/costs`);
  await lead.getByRole("button", { name: /Search or command/ }).waitFor();
  const begun = Date.now();
  await lead.keyboard.press("Control+k");
  await expect(lead.getByRole("combobox")).toBeFocused();
  await lead.keyboard.type("emergency");
  await expect(lead.getByRole("option", { name: "Emergency stop" })).toHaveAttribute("aria-selected", "true");
  await lead.keyboard.press("Enter");
  // The reason is where one begins to type; the rest is filled in.
  await expect(dialog(lead).getByLabel("Reason")).toBeFocused();
  await lead.keyboard.type("It pushes to main");
  await expect(dialog(lead)).toContainText("Task “Deploy the shop” is stopped and goes back to the queue");
  await expect(dialog(lead)).toContainText("All work: nothing is claimed any more");
  // Both ways are in sight at once, and each says what it does.
  await expect(dialog(lead)).toContainText("Pauses all work for 1 hour and stops what runs.");
  for (const words of ["another person must approve it first", "another person must review it afterwards"]) {
    await expect(dialog(lead).getByText(words)).toBeInViewport({ ratio: 1 });
  }
  await expect(dialog(lead).getByRole("button", { name: "Ask for it" })).toBeInViewport({ ratio: 1 });
  const atOnce = dialog(lead).getByRole("button", { name: "Act now" });
  await expect(atOnce).toBeInViewport({ ratio: 1 });
  // Whoever does not see it hears it when it comes, and at either button.
  await expect(dialog(lead).getByRole("status")).toContainText("another person must approve it first");
  for (const name of ["Ask for it", "Act now"]) {
    await expect(dialog(lead).getByRole("button", { name })).toHaveAccessibleDescription(
      /another person must review it afterwards/,
    );
  }
  await lead.keyboard.press("Tab");
  await lead.keyboard.press("Tab");
  await expect(atOnce).toBeFocused();
  await lead.keyboard.press("Enter");
  await expect(dialog(lead)).toBeHidden();
  test.info().annotations.push({ type: "keyboard", description: `${Date.now() - begun} ms` });
  expect(await toldOf(task)).toBe("preempt");
  await makeTicket(page, "Not now", ["Not now"]);
  expect(await agent.claim()).toEqual([]);
  await goOn();
});

test("what it is set to do is changed by keyboard, and focus goes to the first field that shows", async () => {
  await open(lead, `${room.url}/guardian`);
  await lead.getByRole("button", { name: "Emergency stop" }).press("Enter");
  await dialog(lead).getByRole("button", { name: "Change" }).press("Enter");
  await expect(dialog(lead).getByLabel("What to do")).toBeFocused();
  await expect(dialog(lead).getByLabel("Lasts")).toHaveValue("3600");
  await lead.keyboard.press("Escape");
  await expect(dialog(lead)).toBeHidden();
});

test("in a window as low as one enlarged twice the reason is in sight, and both ways are reached", async () => {
  await lead.setViewportSize({ width: 720, height: 450 });
  await open(lead, `${room.url}/guardian`);
  await lead.getByRole("button", { name: "Emergency stop" }).press("Enter");
  await expect(dialog(lead).getByRole("button", { name: "Act now" })).toBeVisible();
  await expect(dialog(lead).getByLabel("Reason")).toBeFocused();
  await expect(dialog(lead).getByLabel("Reason")).toBeInViewport({ ratio: 1 });
  for (const name of ["Ask for it", "Act now"]) {
    await dialog(lead).getByRole("button", { name }).focus();
    await expect(dialog(lead).getByRole("button", { name })).toBeInViewport({ ratio: 1 });
  }
  await lead.keyboard.press("Escape");
  await expect(dialog(lead)).toBeHidden();
  await lead.setViewportSize({ width: 1440, height: 900 });
});

test("it stands at the top of each page behind the tabs", async () => {
  for (const place of ["", "/approvals", "/actions", "/audit", "/policies"]) {
    await open(lead, `${room.url}/guardian${place}`);
    await expect(lead.locator("header").getByRole("button", { name: "Emergency stop" })).toBeVisible();
  }
});

test("each of its words finds it", async () => {
  for (const word of ["emergency", "stop", "pause", "halt", "intervene"]) {
    await lead.keyboard.press("Control+k");
    await lead.getByRole("combobox").fill(word);
    await expect(lead.getByRole("option", { name: "Emergency stop" })).toBeVisible();
    await lead.keyboard.press("Escape");
    await expect(dialog(lead)).toBeHidden();
  }
});

test("on a phone, from the page Guardian, in four moves", async ({ browser }) => {
  for (const claimed of await agent.claim(4)) await agent.complete(claimed);
  const task = await aRunningTask("Burn the budget");
  const context = await browser.newContext({
    storageState: await lead.context().storageState(),
    viewport: { width: 390, height: 844 },
    colorScheme: "dark",
    hasTouch: true,
    isMobile: true,
  });
  const phone = await context.newPage();
  await open(phone, `${room.url}/guardian`);
  expect(await sidewaysScroll(phone)).toBe(0);
  expect(await axeFindings(phone)).toEqual([]);
  // At the top whatever waits below.
  for (const name of ["Emergency stop", "Intervene"]) {
    await expect(phone.locator("header").getByRole("button", { name })).toBeInViewport({ ratio: 1 });
  }
  const begun = Date.now();
  await phone.getByRole("button", { name: "Emergency stop" }).tap();
  await expect(dialog(phone).getByLabel("Reason")).toBeFocused();
  await phone.keyboard.type("It burns money");
  await expect(dialog(phone)).toContainText("another person must review it afterwards");
  expect(await axeFindings(phone)).toEqual([]);
  expect(await sidewaysScroll(phone)).toBe(0);
  await dialog(phone).getByRole("button", { name: "Act now" }).tap();
  await expect(dialog(phone)).toBeHidden();
  test.info().annotations.push({ type: "phone", description: `${Date.now() - begun} ms` });
  expect(await toldOf(task)).toBe("preempt");
  await expect(phone.getByRole("row", { name: /All work/ })).toBeVisible();
  await context.close();
  await goOn();
});

test("what lies over the queue besides is told on the same page", async () => {
  const ticket = await makeTicket(page, "Kept back", ["Later"]);
  const scope = { kind: "ticket", ticketId: ticket.id };
  await callApi(page, "POST", "/holds", { scope, reason: "Wait" });
  await callApi(page, "POST", "/priority-overrides", { scope, priority: "LOW", reason: "Not this week" });
  await open(lead, `${room.url}/guardian`);
  await expect(lead.getByText("Also in force: 1 hold, 1 override laid outside the guardian")).toBeVisible();
  expect(await axeFindings(lead)).toEqual([]);
  await lead.getByRole("link", { name: "See the overlays" }).click();
  await expect(lead).toHaveURL(/\/overlays/);
});
