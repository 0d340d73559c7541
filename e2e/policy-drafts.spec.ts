// A policy's text on a slow line and over leaving: it can be read and typed into at once, and is never lost unasked.
import { type Browser, expect, type Page, test } from "@playwright/test";
import { axeFindings } from "./support/accessibility";
import { holdBack, isRead } from "./support/hold-back";
import { callApi, joinAsFirstAdmin, open } from "./support/people";
import { ControlRoom } from "./support/server";

test.describe.configure({ mode: "serial" });

let room: ControlRoom;
let page: Page;
const path = "/guardian/policies/lost-agent";

test.beforeAll(async ({ browser }) => {
  room = new ControlRoom();
  await room.start();
  page = await (await browser.newContext({ baseURL: room.url })).newPage();
  await joinAsFirstAdmin(page, room);
});
test.afterAll(() => room.dispose());

const textOn = (of: Page) => of.getByRole("textbox", { name: "Text of lost-agent" });
const editor = (of = page) => of.locator(".cm-editor");
const button = (name: string) => page.getByRole("button", { name, exact: true });

/** The same person in a browser that has loaded nothing yet. */
async function aFreshPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({
    baseURL: room.url,
    storageState: await page.context().storageState(),
  });
  return context.newPage();
}

async function addLine(words: string): Promise<void> {
  await expect(editor()).toBeVisible();
  await textOn(page).press("ControlOrMeta+End");
  await page.keyboard.insertText(words);
}

for (const [what, isCode] of [
  ["any code", () => true],
  ["the editor's code", (code: string) => code.includes("cm-lineNumbers")],
] as const) {
  test(`the text is there before ${what} is; what is typed stays, and so does the caret`, async ({
    browser,
  }) => {
    const fresh = await aFreshPage(browser);
    let arrive = () => {};
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    await fresh.route("**/_next/static/chunks/*.js*", async (route) => {
      const response = await route.fetch();
      const body = await response.text();
      if (isCode(body)) await arrived;
      await route.fulfill({ response, body });
    });
    await fresh.goto(path, { waitUntil: "commit" });
    const text = textOn(fresh);
    await expect(text).toHaveValue(/name: lost-agent/);
    expect((await text.boundingBox())?.height).toBeGreaterThan(380);
    if (what !== "any code") await fresh.getByRole("button", { name: /Search or command/ }).waitFor();
    await text.press("ControlOrMeta+Home");
    await text.pressSequentially("# ab");
    await text.press("ArrowLeft");
    // The caret is noted with what is typed.
    await text.press("x");
    await text.press("Delete");
    arrive();
    await expect(editor(fresh)).toBeVisible();
    await expect(text).toBeFocused();
    await fresh.keyboard.type("!");
    await expect(editor(fresh).locator(".cm-line").first()).toHaveText(/^# ax!/);
    await fresh.context().close();
  });
}

test("a text that is not saved is there again after going elsewhere in the page, and is discarded on demand", async () => {
  await open(page, path);
  await addLine("# half a thought");
  await page.getByRole("link", { name: "Overview" }).click();
  await expect(page).toHaveURL(`${room.url}/`);
  await page.getByRole("link", { name: "Guardian" }).click();
  await page.getByRole("link", { name: "Policies" }).click();
  await page.getByRole("link", { name: "lost-agent" }).click();
  await expect(page.getByText("Your unsaved text was kept")).toBeVisible();
  await expect(editor()).toContainText("# half a thought");
  expect(await axeFindings(page)).toEqual([]);
  await button("Discard").click();
  await expect(editor()).not.toContainText("# half a thought");
  await expect(page.getByText("Your unsaved text was kept")).toHaveCount(0);
  await open(page, path);
  await expect(editor()).toBeVisible();
  await expect(page.getByText("Your unsaved text was kept")).toHaveCount(0);
});

test("leaving the page with a text that is not saved is asked about, and it is there again after a reload", async () => {
  await addLine("# another thought");
  const asked: string[] = [];
  page.on("dialog", (question) => {
    asked.push(question.type());
    void question.accept();
  });
  await page.reload();
  expect(asked).toEqual(["beforeunload"]);
  await expect(page.getByText("Your unsaved text was kept")).toBeVisible();
  await expect(editor()).toContainText("# another thought");
});

test("what was saved is what is shown, at once", async () => {
  const letGo = await holdBack(page, `**/api/v1${path}`, isRead);
  const content = page.locator(".cm-content");
  await content.evaluate((shown) => {
    const look = () => {
      if (!shown.textContent?.includes("# another thought")) shown.toggleAttribute("data-lost", true);
    };
    new MutationObserver(look).observe(shown, { childList: true, subtree: true, characterData: true });
  });
  await button("Save").click();
  await expect(page.getByText("Policy saved")).toBeVisible();
  await expect(button("Save")).toHaveCount(0);
  // Nothing has been asked anew by now, and it may take its time.
  await expect(editor()).toContainText("# another thought");
  await page.waitForTimeout(1000);
  await expect(editor()).toContainText("# another thought");
  await expect(content).not.toHaveAttribute("data-lost");
  letGo();
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await open(page, path);
  await expect(editor()).toContainText("# another thought");
  await expect(page.getByText("Your unsaved text was kept")).toHaveCount(0);
});

test("over somebody else's change nothing is saved before that is decided, and it says whose it is", async () => {
  await addLine("# mine");
  const { hash, text } = await callApi<{ hash: string; text: string }>(page, "GET", path);
  await callApi(page, "PUT", path, { text: `${text}# theirs\n`, expectedHash: hash });
  await expect(page.getByText("Somebody else has changed this policy meanwhile")).toBeVisible();
  await expect(page.getByText(/It was Ada Admin,/)).toBeVisible();
  await expect(button("Save")).toHaveAttribute("aria-disabled", "true");
  await expect(button("Save")).toHaveAccessibleDescription(/Somebody else has changed this policy/);
  await button("Keep mine").click();
  await button("Save").click();
  await expect(page.getByText("Policy saved")).toBeVisible();
  await expect(editor()).toContainText("# mine");
});
