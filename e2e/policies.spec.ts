// Policies on the production build: read, written with help, tried on the past, switched on, and seen to fire.
import { expect, type Page, test } from "@playwright/test";
import { axeFindings, sidewaysScroll, sidewaysTables } from "./support/accessibility";
import { makeTicket } from "./support/fleet";
import { callApi, joinAsFirstAdmin, open } from "./support/people";
import { ControlRoom } from "./support/server";

test.describe.configure({ mode: "serial" });

let room: ControlRoom;
let page: Page;

test.beforeAll(async ({ browser }) => {
  room = new ControlRoom();
  await room.start();
  const context = await browser.newContext({ baseURL: room.url });
  page = await context.newPage();
  await joinAsFirstAdmin(page, room);
});
test.afterAll(() => room.dispose());

const editor = () => page.getByRole("textbox", { name: "Text of steady-hand" });
/** In the place of all that the text says. */
async function write(text: string): Promise<void> {
  await editor().focus();
  await page.keyboard.press("ControlOrMeta+a");
  // Pasted, since typing would complete and indent.
  await page.keyboard.insertText(text);
}
const textWith = (when: string) => `policy:
  name: steady-hand
  trigger: { every: 15s }
  when: ${when}
  actions: [{ type: override_priority, task: subject, priority: CRITICAL }]
`;

test("the shipped ones are there and observe; a phone and a screen reader can read them", async () => {
  await open(page, `${room.url}/guardian/policies`);
  const table = page.getByRole("table");
  await expect(table.getByRole("row")).toHaveCount(7);
  await expect(table.getByText("Observes")).toHaveCount(6);
  await expect(table.getByRole("row", { name: /resource-reallocation/ })).toContainText(
    "While the alert task_stuck is live",
  );
  expect(await axeFindings(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await sidewaysScroll(page)).toBe(0);
  expect(await sidewaysTables(page)).toEqual([]);
  await page.setViewportSize({ width: 1440, height: 900 });
});

test("a new one is written by keyboard, and what is wrong is said with its line before it can be saved", async () => {
  await page.getByRole("button", { name: "New policy" }).click();
  await page.getByLabel("Name").fill("Steady Hand");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByText("Must be 2 to 63 small letters")).toBeVisible();
  await page.getByLabel("Name").fill("steady-hand");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page).toHaveURL(/\/guardian\/policies\/steady-hand/);
  await expect(page.locator(".cm-editor")).toBeVisible();

  await write(textWith('task.priority == "LOW" && task.pendin_s >= 0'));
  await expect(page.getByText("There is no fact task.pendin_s.", { exact: false }).first()).toBeVisible();
  await expect(page.getByText("Line 4")).toBeVisible();
  await expect(page.locator(".cm-lintRange-error")).toBeVisible();
  const save = page.getByRole("button", { name: "Save" });
  await expect(save).toHaveAttribute("aria-disabled", "true");

  // Tab belongs to the editor until Escape gives it back.
  await editor().focus();
  await page.keyboard.press("Tab");
  await expect(editor()).toBeFocused();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  await expect(editor()).not.toBeFocused();

  await write(textWith('task.priority == "LOW" && task.pending_s >= 0'));
  await expect(page.getByText("Nothing is wrong with it.")).toBeVisible();
  await save.click();
  await expect(page.getByText("Policy saved")).toBeVisible();
  await expect(page.getByRole("region", { name: "Versions" }).getByRole("listitem")).toHaveCount(2);
  expect(await axeFindings(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await sidewaysScroll(page)).toBe(0);
  await page.setViewportSize({ width: 1440, height: 900 });
});

test("names of facts are completed", async () => {
  await editor().focus();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type("# queue.oldest_cr");
  await expect(page.locator(".cm-tooltip-autocomplete")).toContainText("queue.oldest_critical_pending_s");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Discard" }).click();
  await expect(page.getByRole("button", { name: "Discard" })).toBeHidden();
});

test("a dry run says when it would have fired, and what cannot be replayed", async () => {
  await makeTicket(page, "Ship shape", ["Sweep the deck"], { priority: "LOW" });
  const panel = page.getByRole("region", { name: "Dry run" });
  await panel.getByLabel("How far back").selectOption("1");
  await panel.getByRole("button", { name: "Run" }).click();
  await expect(panel.getByText(/It would (not )?have fired/)).toBeVisible();
  await write(textWith("task.silent_s > 5"));
  await expect(page.getByText("Nothing is wrong with it.")).toBeVisible();
  await panel.getByRole("button", { name: "Run" }).click();
  await expect(panel.getByText("This condition cannot be replayed")).toBeVisible();
  await page.getByRole("button", { name: "Discard" }).click();
});

test("switching it on says what that means, and then it acts, once", async () => {
  await page.getByRole("button", { name: "Change mode" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/^Enforces/).check();
  await expect(dialog.getByText("It will act without anybody being asked again")).toBeVisible();
  expect(await axeFindings(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Switch" }).click();
  await expect(dialog).toBeHidden();
  const firings = page.getByRole("region", { name: "Firings" });
  await expect(firings.getByText("In force")).toBeVisible({ timeout: 25_000 });
  await expect(firings.getByRole("link", { name: "Sweep the deck" })).toBeVisible();
  await firings.getByText("What it saw").click();
  await expect(firings.getByText("task.pending_s")).toBeVisible();
  await firings.getByRole("link", { name: "The intervention" }).click();
  await expect(page).toHaveURL(/\/guardian\/actions\/gact_/);
  await expect(page.getByText("Policy steady-hand").first()).toBeVisible();
});

test("somebody else's change is noticed, and not overwritten unasked", async () => {
  await open(page, `${room.url}/guardian/policies/steady-hand`);
  await expect(page.locator(".cm-editor")).toBeVisible();
  await write(textWith('task.priority == "LOW" && task.pending_s >= 30'));
  const { hash } = await callApi<{ hash: string }>(page, "GET", "/guardian/policies/steady-hand");
  await callApi(page, "PUT", "/guardian/policies/steady-hand", {
    text: textWith('task.priority == "LOW" && task.pending_s >= 60'),
    expectedHash: hash,
  });
  await expect(page.getByText("Somebody else has changed this policy meanwhile")).toBeVisible();
  await page.getByRole("button", { name: "Discard" }).click();
  await expect(editor()).toContainText("task.pending_s >= 60");
});

test("what is typed before the editor's code is there stays, and stands in the editor", async () => {
  const fresh = await (
    await page
      .context()
      .browser()
      ?.newContext({
        storageState: await page.context().storageState(),
      })
  )?.newPage();
  if (!fresh) throw new Error("There is no browser.");
  let arrive = () => {};
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  await fresh.route("**/_next/static/chunks/*.js*", async (route) => {
    const response = await route.fetch();
    const code = await response.text();
    if (code.includes("cm-lineNumbers")) await arrived;
    await route.fulfill({ response, body: code });
  });
  await open(fresh, `${room.url}/guardian/policies`);
  await fresh.getByRole("link", { name: "steady-hand" }).click();
  const text = fresh.getByRole("textbox", { name: "Text of steady-hand" });
  await expect(fresh.locator("textarea")).toBeVisible();
  await text.press("ControlOrMeta+End");
  await text.pressSequentially("# early words");
  await expect(text).toHaveValue(/# early words$/);
  arrive();
  await expect(fresh.locator(".cm-editor")).toContainText("# early words");
  await fresh.context().close();
});
