// Guardians step in from the page: a countdown, a way back, and another person's word where it is dangerous.
import { expect, type Page, test } from "@playwright/test";
import { axeFindings, sidewaysScroll, sidewaysTables } from "./support/accessibility";
import { makeTicket, type TestAgent } from "./support/fleet";
import { startGuardedRoom } from "./support/guarded-room";
import { callApi, joinAs, open } from "./support/people";
import type { ControlRoom } from "./support/server";

test.describe.configure({ mode: "serial" });

let room: ControlRoom;
let page: Page;
let other: Page;
let agent: TestAgent;

test.beforeAll(async ({ browser }) => {
  ({ room, page, lead: other, agent } = await startGuardedRoom(browser));
});

test.afterAll(async () => {
  await room.dispose();
});

const dialog = (of = page) => of.getByRole("dialog");

test("a ticket is paused from its page, counts down on the page Now, and is given back from there", async () => {
  const ticket = await makeTicket(page, "Refund twice", ["Find the cause"]);
  await open(page, `${room.url}/tickets/${ticket.id}`);
  await page.getByRole("button", { name: "Intervene" }).click();
  await expect(dialog()).toContainText("nothing is claimed any more");
  await expect(dialog()).toContainText("keeps 1 waiting task from being claimed");
  await dialog().getByLabel("Reason").fill("The provider has an incident");
  await dialog().getByRole("button", { name: "Pause" }).click();
  await expect(dialog()).toBeHidden();
  expect(await agent.claim()).toEqual([]);

  await open(page, `${room.url}/guardian`);
  const row = page.getByRole("row", { name: /Refund twice/ });
  await expect(row).toContainText(/59m \d\ds left|1h/);
  expect(await axeFindings(page)).toEqual([]);
  await row.getByRole("button", { name: /^Revert/ }).click();
  await expect(dialog()).toContainText("Everything is claimed again from the next claim on.");
  await dialog().getByLabel("Reason").fill("It is over");
  expect(await axeFindings(page)).toEqual([]);
  await dialog().getByRole("button", { name: "Revert now" }).click();
  await expect(page.getByText("Nothing is in force")).toBeVisible();
  const [claim] = await agent.claim();
  expect(claim?.task.title).toBe("Find the cause");
  if (claim) await agent.complete(claim);

  await open(page, `${room.url}/guardian/actions`);
  await expect(page.getByRole("row", { name: /Refund twice/ })).toContainText("Reverted");
  await page.getByRole("link", { name: "Pause" }).click();
  await expect(page.getByRole("region", { name: "Steps" })).toContainText("It is over");
  await expect(page.getByRole("region", { name: "Audit trail" })).toContainText(/#\d+/);
  expect(await axeFindings(page)).toEqual([]);
});

test("what is dangerous waits for a second person, who sees what it would do; the first one cannot", async () => {
  await makeTicket(page, "Slow search", ["Profile it"]);
  await open(page, `${room.url}/guardian`);
  await page.getByRole("button", { name: "Intervene" }).click();
  await expect(dialog()).toContainText("another person must approve it first");
  await dialog().getByLabel("Reason").fill("Everything is on fire");
  await dialog().getByRole("button", { name: "Ask for it" }).click();
  await expect(page.getByText("You asked for it: another person decides.")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Approve/ })).toHaveCount(0);
  expect(await agent.claim()).toHaveLength(1);

  await open(other, `${room.url}/guardian/approvals`);
  await expect(other.getByText("Everything is on fire")).toBeVisible();
  expect(await axeFindings(other)).toEqual([]);
  await other.getByRole("button", { name: /^Approve/ }).click();
  await expect(dialog(other)).toContainText("All work: nothing is claimed any more");
  await dialog(other).getByLabel("Note").fill("Agreed");
  await dialog(other).getByRole("button", { name: "Approve and carry out" }).click();
  await expect(other.getByText("Nothing waits for approval")).toBeVisible();

  // The first person's page follows by itself.
  const row = page.getByRole("row", { name: /All work/ });
  await expect(row).toContainText("approved by Lea Lead");
  await makeTicket(page, "Held by then", ["Not yet"]);
  expect(await agent.claim()).toEqual([]);
  await row.getByRole("button", { name: /^Revert/ }).click();
  await dialog().getByLabel("Reason").fill("The fire is out");
  await dialog().getByRole("button", { name: "Revert now" }).click();
  await expect(page.getByText("Nothing is in force")).toBeVisible();
  expect(await agent.claim()).toHaveLength(1);
});

test("what became of a decision stays to be read, although its row has left the list", async () => {
  const { tasks } = await makeTicket(page, "Slow search again", ["Slow 3"]);
  const [taskId] = tasks;
  const body = { taskId, approval: "ask", reason: "It never ends" };
  await callApi(page, "POST", "/guardian/intervention/cancel-task", body);
  await open(other, `${room.url}/guardian/approvals`);
  await other.getByRole("button", { name: /^Approve.*Slow 3/ }).click();
  await expect(dialog(other).getByLabel("Note")).toBeVisible();
  // The refusal itself takes the row from the list.
  await callApi(page, "POST", `/tasks/${taskId}/cancel`, { reason: "Not needed any more" });
  await dialog(other).getByRole("button", { name: "Approve and carry out" }).click();
  const answer = dialog(other).getByText(/Nothing was done\..*was pending and is cancelled/);
  await expect(answer).toBeVisible();
  await expect(other.getByText("Nothing waits for approval")).toBeVisible();
  await other.waitForTimeout(2000);
  await expect(answer).toBeVisible();
  await expect(dialog(other).getByRole("button", { name: "Approve and carry out" })).toHaveCount(0);
  expect(await axeFindings(other)).toEqual([]);
  await dialog(other).getByRole("button", { name: "Close" }).first().click();
  await expect(dialog(other)).toBeHidden();

  // Somebody else is quicker: the open dialog says so instead of offering what is over.
  const next = await makeTicket(page, "Slow search once more", ["Slow 4"]);
  const asked = await callApi<{ id: string }>(page, "POST", "/guardian/intervention/cancel-task", {
    ...body,
    taskId: next.tasks[0],
  });
  await other.getByRole("button", { name: /^Reject.*Slow 4/ }).click();
  await expect(dialog(other).getByLabel("Reason")).toBeVisible();
  await callApi(page, "POST", `/guardian/actions/${asked.id}/reject`, { reason: "Withdrawn in time" });
  await expect(dialog(other)).toContainText("There is nothing left to decide");
  await expect(dialog(other)).toContainText("Rejected, by Ada Admin: Withdrawn in time");
  await expect(dialog(other).getByRole("button", { name: "Reject" })).toHaveCount(0);
  await other.keyboard.press("Escape");
  await callApi(page, "POST", `/tasks/${next.tasks[0]}/cancel`, { reason: "Over" });
});

test("a proposal whose target has changed says so, and is not offered for approval", async () => {
  const { tasks } = await makeTicket(page, "Slow search at last", ["Slow 5"]);
  const [taskId] = tasks;
  const body = { taskId, approval: "ask", reason: "It never ends" };
  const asked = await callApi<{ id: string }>(page, "POST", "/guardian/intervention/cancel-task", body);
  await open(other, `${room.url}/guardian/approvals`);
  await expect(other.getByRole("button", { name: /^Approve.*Slow 5/ })).toBeVisible();
  await callApi(page, "POST", `/tasks/${taskId}/cancel`, { reason: "Not needed any more" });
  await expect(other.getByText(/“Slow 5” was pending and is cancelled\./)).toBeVisible();
  await expect(other.getByRole("button", { name: /^Approve.*Slow 5/ })).toHaveCount(0);
  await expect(other.getByRole("button", { name: /^Reject.*Slow 5/ })).toBeVisible();
  expect(await axeFindings(other)).toEqual([]);
  await open(other, `${room.url}/guardian/actions/${asked.id}`);
  await expect(other.getByText("Its plan is out of date")).toBeVisible();
  await callApi(page, "POST", `/guardian/actions/${asked.id}/reject`, { reason: "Too late" });
});

test("the page of a proposal, and the list of actions, follow by themselves when its target changes", async () => {
  for (const name of ["Slow 6", "Slow 7"]) {
    const { tasks } = await makeTicket(page, `Ticket of ${name}`, [name]);
    const [taskId] = tasks;
    const body = { taskId, approval: "ask", reason: "It never ends" };
    const { id } = await callApi<{ id: string }>(page, "POST", "/guardian/intervention/cancel-task", body);
    await open(other, room.url + (name === "Slow 6" ? `/guardian/actions/${id}` : "/guardian/actions"));
    const approve = other.getByRole("button", { name: new RegExp(`^Approve.*${name}`) });
    await expect(approve).toBeVisible();
    await callApi(page, "POST", `/tasks/${taskId}/cancel`, { reason: "Not needed any more" });
    await expect(approve).toHaveCount(0);
    await expect(other.getByRole("button", { name: new RegExp(`^Reject.*${name}`) })).toBeVisible();
    await callApi(page, "POST", `/guardian/actions/${id}/reject`, { reason: "Too late" });
  }
});

test("acting before anybody has approved is marked until another person has reviewed it", async () => {
  await open(page, `${room.url}/guardian`);
  await page.getByRole("button", { name: "Intervene" }).click();
  await dialog().getByLabel("Reason").fill("No time to ask");
  await dialog().getByRole("button", { name: "Act now" }).click();
  await expect(page.getByText("Yours, so somebody else reviews it.")).toBeVisible();
  await open(other, `${room.url}/guardian`);
  await other
    .getByRole("button", { name: /^Review/ })
    .first()
    .click();
  await dialog(other).getByLabel("Note").fill("It was right");
  await dialog(other).getByRole("button", { name: "Keep the review" }).click();
  await expect(other.getByText("done before anybody had approved")).toHaveCount(0);
  await expect(page.getByText("done before anybody had approved")).toHaveCount(0);
});

test("on a phone each row is stacked: nothing of it is cut off, it stays a table, and the way back is taken by keyboard", async () => {
  const ticket = await makeTicket(page, "A title of so many words that no phone shows all of it", ["Wait"]);
  const scope = { kind: "ticket", ticketId: ticket.id };
  const reason = `The provider has an incident. ${"Nobody knows yet how long it will take. ".repeat(6)}Wait.`;
  await callApi(page, "POST", "/guardian/intervention/pause", { scope, reason });
  await page.setViewportSize({ width: 390, height: 844 });
  const button = (name: RegExp) => page.getByRole("button", { name });
  for (const [path, offered] of [
    ["/guardian", [/^Revert/, /^Set end/]],
    ["/guardian/actions", [/^Revert/, /^Set end/]],
    ["/overlays", [/^End now/]],
  ] as const) {
    await open(page, room.url + path);
    const table = page.getByRole("table").filter({ hasText: "A title" }).first();
    const row = table.getByRole("row", { name: /A title/ }).first();
    await row.scrollIntoViewIfNeeded();
    const words = row.getByText(reason);
    await expect(words).toBeInViewport({ ratio: 1 });
    expect([path, await words.evaluate((it) => it.scrollHeight - it.clientHeight)]).toEqual([path, 0]);
    await expect(row.getByText(/59m \d\ds left|1h/)).toBeInViewport({ ratio: 1 });
    for (const name of offered) await expect(row.getByRole("button", { name })).toBeInViewport({ ratio: 1 });
    await expect(row.getByRole("rowheader")).toHaveCount(1);
    await expect(table.getByRole("columnheader", { name: "Ends" })).toHaveCount(1);
    const region = await table.locator("..").evaluate((it) => it.scrollWidth - it.clientWidth);
    expect([path, region]).toEqual([path, 0]);
    expect([path, await axeFindings(page)]).toEqual([path, []]);
    expect([path, await sidewaysScroll(page)]).toEqual([path, 0]);
  }
  await open(page, `${room.url}/guardian`);
  const refused: string[] = [];
  page.on("response", (it) => it.status() === 422 && refused.push(it.url()));
  await button(/^Revert.*A title/).focus();
  await page.keyboard.press("Enter");
  await expect(dialog()).toContainText("Everything is claimed again from the next claim on.");
  await dialog().getByLabel("Reason").fill("It is over");
  await dialog().getByRole("button", { name: "Revert now" }).press("Enter");
  await expect(dialog()).toBeHidden();
  await expect(button(/^Revert.*A title/)).toHaveCount(0);
  // Nothing is asked about what is reverted already.
  await page.waitForTimeout(1500);
  expect(refused).toEqual([]);
  await page.setViewportSize({ width: 1440, height: 900 });
});

test("a viewer sees it all and decides nothing; no page scrolls sideways on a phone", async ({ browser }) => {
  const viewer = await joinAs(page, room, browser, "Vera Viewer", "viewer");
  const scope = { kind: "all" };
  await callApi(page, "POST", "/guardian/intervention/pause", { scope, reason: "Once more" });
  const { items } = await callApi<{ items: { id: string }[] }>(page, "GET", "/guardian/actions");
  const places = [
    "/guardian",
    "/guardian/approvals",
    "/guardian/actions",
    `/guardian/actions/${items[0]?.id}`,
  ];
  await viewer.setViewportSize({ width: 390, height: 844 });
  for (const place of places) {
    await viewer.goto(room.url + place);
    await viewer.getByRole("heading", { level: 1 }).waitFor();
    await expect(viewer.getByText(/All work/).first()).toBeVisible();
    const words = /Emergency stop|Intervene|Revert|Approve$|Reject|Set end/;
    await expect(viewer.getByRole("button", { name: words })).toHaveCount(0);
    expect([place, await sidewaysScroll(viewer)]).toEqual([place, 0]);
    expect([place, await sidewaysTables(viewer)]).toEqual([place, []]);
    expect(await axeFindings(viewer)).toEqual([]);
  }
});
