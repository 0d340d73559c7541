// The forms of the settings: what was chosen stays when something is refused, however late the answer comes.
import { expect, type Locator, type Page, test } from "@playwright/test";
import { axeFindings, sidewaysTables } from "./support/accessibility";
import { joinAsFirstAdmin, open } from "./support/people";
import { ControlRoom } from "./support/server";

test.describe.configure({ mode: "serial" });

let room: ControlRoom;
let page: Page;

test.beforeAll(async ({ browser }) => {
  room = new ControlRoom();
  await room.start();
  page = await (await browser.newContext()).newPage();
  await joinAsFirstAdmin(page, room);
});
test.afterAll(() => room.dispose());

/** Sends the form with this button, and answers only when `meanwhile` is over. */
async function sendAnd(button: string, meanwhile: () => Promise<void>): Promise<void> {
  let answer = () => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route("**/settings/**", async (request) => {
    if (request.request().method() === "POST") await held;
    await request.continue();
  });
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("button", { name: button }).click();
  await meanwhile();
  answer();
  await answered;
  await page.unroute("**/settings/**");
}

const box = (name: string) => page.getByRole("checkbox", { name, exact: true });

test("a refused key keeps its authority and scopes, also those chosen while the answer was on its way", async () => {
  await open(page, `${room.url}/settings/keys`);
  const level = page.getByRole("combobox", { name: "Authority level" });
  await page.getByLabel("Name").fill("night watch");
  await box("work:read").uncheck();
  await box("work:run").uncheck();
  await sendAnd("Issue key", async () => {
    await level.selectOption("GUARDIAN");
    await box("guardian:act").check();
  });
  await expect(page.getByText("Choose at least one scope.")).toBeVisible();
  await expect(level).toHaveValue("GUARDIAN");
  await expect(box("guardian:act")).toBeChecked();
  await expect(page.getByLabel("Name")).toHaveValue("night watch");

  await page.getByLabel("Name").fill("");
  await page.getByRole("button", { name: "Issue key" }).click();
  await expect(page.getByText("Please correct what is marked.")).toBeVisible();
  await expect(page.getByLabel("Name")).toBeFocused();
  await expect(level).toHaveValue("GUARDIAN");
  await expect(box("guardian:act")).toBeChecked();

  await page.getByLabel("Name").fill("night watch");
  await page.getByRole("button", { name: "Issue key" }).click();
  await expect(page.getByText(/omoi_[\w-]{43}/).first()).toBeVisible();
  await expect(page.getByRole("row", { name: /night watch/ })).toContainText("guardian:act");
  await expect(page.getByLabel("Name")).toHaveValue("");
  await expect(level).toHaveValue("WORKER");
  await expect(box("guardian:act")).not.toBeChecked();
  await expect(box("work:run")).toBeChecked();
});

test("a refused invitation keeps its role", async () => {
  await open(page, `${room.url}/settings/members`);
  const role = page.getByRole("combobox", { name: "Role", exact: true });
  await sendAnd("Make a link", async () => void (await role.selectOption("lead")));
  await expect(page.getByText("Please correct what is marked.")).toBeVisible();
  await expect(role).toHaveValue("lead");
});

test("a refused webhook keeps its format and events", async () => {
  await open(page, `${room.url}/settings/webhooks`);
  const format = page.getByRole("combobox", { name: "Format" });
  await sendAnd("Create webhook", async () => {
    await format.selectOption("slack");
    await box("alert.*").check();
  });
  await expect(page.getByText("Please correct what is marked.")).toBeVisible();
  await expect(format).toHaveValue("slack");
  await expect(box("alert.*")).toBeChecked();
});

test("a refused project keeps what was typed, and one that was created leaves the form empty", async () => {
  await open(page, `${room.url}/settings/projects`);
  const repository = page.getByLabel("Repository");
  await sendAnd("Create project", () => repository.fill("https://example.com/boats.git"));
  await expect(page.getByText("Please correct what is marked.")).toBeVisible();
  await expect(repository).toHaveValue("https://example.com/boats.git");
  await page.getByLabel("Name", { exact: true }).fill("Paper boats");
  await page.getByRole("button", { name: "Create project" }).click();
  await expect(page.getByText('The project "Paper boats" was created.')).toBeVisible();
  await expect(repository).toHaveValue("");
});

test("on a phone nothing scrolls sideways in keys, members and projects, and axe finds nothing", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of ["keys", "members", "projects"]) {
    await open(page, `${room.url}/settings/${path}`);
    await expect(page.getByRole("table").first().getByRole("rowheader").first()).toBeVisible();
    expect([path, await sidewaysTables(page)]).toEqual([path, []]);
    expect([path, await axeFindings(page)]).toEqual([path, []]);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
});

test("what the form of a row is answered stands under its row, without JavaScript and on a phone too", async ({
  browser,
}) => {
  for (const viewport of [
    { width: 1440, height: 900 },
    { width: 390, height: 844 },
  ]) {
    const context = await browser.newContext({
      ...{ viewport, javaScriptEnabled: false, storageState: await page.context().storageState() },
    });
    const plain = await context.newPage();
    await plain.goto(`${room.url}/settings/members`);
    const member = plain.getByRole("row", { name: /ada@example\.com/ });
    await member.getByRole("button", { name: /^Save/ }).click();
    const answer = plain.getByRole("row").filter({ hasText: "The role of Ada Admin is admin now." });
    await expect(answer).toBeInViewport({ ratio: 1 });
    expect(await gapBetween(member, answer)).toBe(0);
    await context.close();
  }
  await open(page, `${room.url}/settings/keys`);
  const key = page.getByRole("row", { name: /^night watch/ });
  await key.getByRole("button", { name: /^Revoke/ }).click();
  await page.getByRole("button", { name: "Revoke this key" }).click();
  const answer = page.getByRole("row").filter({ hasText: 'The key "night watch" was revoked.' });
  await expect(answer).toBeVisible();
  await expect(key).toContainText("Revoked");
  expect(await gapBetween(key, answer)).toBe(0);
});

/** How far below the row the other one begins. */
async function gapBetween(row: Locator, next: Locator): Promise<number> {
  const [above, below] = [await row.boundingBox(), await next.boundingBox()];
  if (!above || !below) throw new Error("One of the rows is not shown.");
  return Math.round(below.y - above.y - above.height);
}
