// Decisions on a slow line, clicked twice, and made by two at once: nobody decides unseen, twice, or over another.
import { expect, type Locator, type Page, type Request, test } from "@playwright/test";
import { axeFindings } from "./support/accessibility";
import { makeTicket } from "./support/fleet";
import { startGuardedRoom } from "./support/guarded-room";
import { holdBack, isRead } from "./support/hold-back";
import { callApi, open } from "./support/people";
import type { ControlRoom } from "./support/server";

test.describe.configure({ mode: "serial" });

let room: ControlRoom;
let page: Page;
let other: Page;

test.beforeAll(async ({ browser }) => {
  ({ room, page, lead: other } = await startGuardedRoom(browser));
});
test.afterAll(() => room.dispose());
test.afterEach(() => other.unrouteAll({ behavior: "ignoreErrors" }));

const dialog = () => other.getByRole("dialog");
const submit = (name: string) => dialog().getByRole("button", { name, exact: true });
const DETAIL = /\/api\/v1\/guardian\/actions\/gact_\w+$/;
const PREVIEW = /\/api\/v1\/guardian\/actions\/gact_\w+\/revert$/;
const LIST = /\/api\/v1\/guardian\/actions\?/;

/** Asks for a task's end, as one who may not decide alone. */
async function propose(title: string): Promise<{ id: string; planHash: string }> {
  const { tasks } = await makeTicket(page, `About ${title}`, [title]);
  const body = { taskId: tasks[0], approval: "ask", reason: "It never ends" };
  return callApi(page, "POST", "/guardian/intervention/cancel-task", body);
}

/** Pauses a ticket at once. */
async function pause(title: string): Promise<{ id: string }> {
  const { id: ticketId } = await makeTicket(page, title, ["Wait"]);
  const body = { scope: { kind: "ticket", ticketId }, reason: "An incident" };
  return callApi(page, "POST", "/guardian/intervention/pause", body);
}

/** What is sent, and not only asked for, while `act` lasts and a moment longer. */
async function sentBy(act: () => Promise<void>): Promise<Request[]> {
  const sent: Request[] = [];
  const note = (request: Request) => !isRead(request) && sent.push(request);
  other.on("request", note);
  await act();
  await other.waitForTimeout(700);
  other.off("request", note);
  return sent;
}

async function expectUnsendable(button: Locator, why: string): Promise<void> {
  await expect(button).toHaveAttribute("aria-disabled", "true");
  await expect(button).toHaveAccessibleDescription(why);
  const sent = await sentBy(async () => {
    await button.click({ force: true });
    await button.focus();
    await other.keyboard.press("Enter");
  });
  expect(sent).toEqual([]);
  expect(await axeFindings(other)).toEqual([]);
}

test("nobody approves a plan before it is shown, nor reverts before what that does is", async () => {
  const { planHash } = await propose("Slow 1");
  let letGo = await holdBack(other, DETAIL, isRead);
  await open(other, `${room.url}/guardian/approvals`);
  await other.getByRole("button", { name: /^Approve.*Slow 1/ }).click();
  const approve = submit("Approve and carry out");
  await expectUnsendable(approve, "It can be approved once its plan is shown.");
  letGo();
  await expect(dialog().getByRole("list").first()).toContainText("Slow 1");
  await expect(approve).not.toHaveAttribute("aria-disabled");
  const [sent] = await sentBy(() => approve.click());
  expect(sent?.postDataJSON()).toMatchObject({ planHash });
  await expect(dialog()).toBeHidden();

  const { id } = await pause("Refund twice");
  letGo = await holdBack(other, PREVIEW, isRead);
  await open(other, `${room.url}/guardian/actions/${id}`);
  await other.getByRole("button", { name: /^Revert/ }).click();
  await dialog().getByLabel("Reason").fill("It is over");
  await expectUnsendable(submit("Revert now"), "It can be reverted once it is shown what that does.");
  letGo();
  await expect(dialog()).toContainText("Everything is claimed again from the next claim on.");
  await submit("Revert now").click();
  await expect(dialog()).toBeHidden();
});

test("a double click decides once, and leaves no refusal on the record", async () => {
  const { id: proposed } = await propose("Slow 2");
  await open(other, `${room.url}/guardian/approvals`);
  await other.getByRole("button", { name: /^Approve.*Slow 2/ }).click();
  await expect(dialog().getByRole("list").first()).toContainText("Slow 2");
  expect(await sentBy(() => submit("Approve and carry out").dblclick())).toHaveLength(1);
  await expect(dialog()).toBeHidden();

  const { id: paused } = await pause("Refund thrice");
  await open(other, `${room.url}/guardian/actions/${paused}`);
  await other.getByRole("button", { name: /^Revert/ }).click();
  await dialog().getByLabel("Reason").fill("It is over");
  await expect(dialog()).toContainText("Everything is claimed again");
  expect(await sentBy(() => submit("Revert now").dblclick())).toHaveLength(1);
  await expect(dialog()).toBeHidden();
  for (const id of [proposed, paused]) {
    const { items } = await callApi<{ items: object[] }>(page, "GET", `/guardian/audit?entity=${id}`);
    expect(items.length).toBeGreaterThan(1);
    expect(JSON.stringify(items)).not.toContain("refused");
  }
});

test("what one has decided leaves the list with the answer, however slow the list is", async () => {
  await propose("Slow 3");
  await open(other, `${room.url}/guardian/approvals`);
  await other.getByRole("button", { name: /^Reject.*Slow 3/ }).click();
  await dialog().getByLabel("Reason").fill("Not needed");
  const letGo = await holdBack(other, LIST);
  await submit("Reject").click();
  await expect(dialog()).toBeHidden();
  await expect(other.getByRole("button", { name: /Slow 3/ })).toHaveCount(0);
  await expect(other.getByText("Nothing waits for approval")).toBeVisible();
  letGo();
});

test("who is second is told by whom it was decided, and is offered nothing that would be refused", async () => {
  const { id } = await propose("Slow 4");
  await open(other, `${room.url}/guardian/approvals`);
  await other.getByRole("button", { name: /^Approve.*Slow 4/ }).click();
  await expect(dialog().getByRole("list").first()).toContainText("Slow 4");
  const letGo = await holdBack(other, DETAIL, isRead);
  await callApi(page, "POST", `/guardian/actions/${id}/reject`, { reason: "Withdrawn in time" });
  await submit("Approve and carry out").click();
  await expect(dialog()).toContainText("This action is rejected; there is nothing to decide.");
  await expect(submit("Approve and carry out")).toHaveAttribute("aria-disabled", "true");
  letGo();
  await expect(dialog()).toContainText("Rejected, by Ada Admin: Withdrawn in time");
  await expect(submit("Approve and carry out")).toHaveCount(0);
  await expect(dialog().getByRole("button", { name: "Close" })).toHaveCount(2);
  expect(await axeFindings(other)).toEqual([]);
  await other.keyboard.press("Escape");
});

test("a dialog that sets an end says that it was reverted meanwhile, and by whom; so does a second revert", async () => {
  for (const [button, label] of [
    ["Set end", "Set the end"],
    ["Revert", "Revert now"],
  ] as const) {
    const { id } = await pause(`Refund for ${label}`);
    await open(other, `${room.url}/guardian/actions/${id}`);
    await other.getByRole("button", { name: new RegExp(`^${button}`) }).click();
    await dialog().getByLabel("Reason").fill("A moment more");
    // Live updates may be late, or held.
    await callApi(page, "POST", `/guardian/actions/${id}/revert`, { reason: "It is over" });
    await expect(dialog()).toContainText(/Reverted, by Ada Admin: It is over.*(now|ago)/, { timeout: 5_000 });
    await expect(submit(label)).toHaveCount(0);
    await other.keyboard.press("Escape");
  }
});
