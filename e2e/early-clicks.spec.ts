// A page is on the screen before its code is there: what is clicked meanwhile happens all the same.
import { expect, type Page, test } from "@playwright/test";
import { makeTicket, TestAgent } from "./support/fleet";
import { callApi, joinAsFirstAdmin } from "./support/people";
import { ControlRoom } from "./support/server";

test.describe.configure({ mode: "serial" });

let room: ControlRoom;
let page: Page;
const paths: Record<string, string> = {};
/** The scripts; styles are kept in the same folder. */
const CODE = "**/_next/static/chunks/*.js*";

test.beforeAll(async ({ browser }) => {
  room = new ControlRoom({ AGENT_STALE_SECONDS: "300", AGENT_LOST_SECONDS: "600" });
  await room.start();
  page = await browser.newPage();
  await joinAsFirstAdmin(page, room);
  const agent = await TestAgent.register(page, room, "builder-1");
  const ticket = await makeTicket(page, "Refund twice", ["Find the cause"]);
  const scope = { kind: "ticket", ticketId: ticket.id };
  await callApi(page, "POST", "/holds", { scope, reason: "Wait for the all-clear" });
  Object.assign(paths, {
    ticket: `/tickets/${ticket.id}`,
    task: `/tasks/${ticket.tasks[0]}`,
    agent: `/agents/${agent.id}`,
  });
});

test.afterAll(async () => {
  await room.dispose();
});

/** Opens a page whose scripts stay away, but for those of `known`, until the returned function lets them come. */
async function openWithoutCode(path: string, known = ""): Promise<() => void> {
  let arrive = () => {};
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  await page.route(CODE, async (route) => {
    const name = new URL(route.request().url()).pathname.split("/").at(-1) ?? "";
    if (!known.includes(name)) await arrived;
    await route.continue();
  });
  await page.goto(room.url + path, { waitUntil: "commit" });
  return arrive;
}

const places: { name: string; path: () => string; button: RegExp }[] = [
  { name: "the overlays' rows", path: () => "/overlays", button: /^End now/ },
  { name: "the overlays' panels", path: () => "/overlays", button: /^Reserve capacity/ },
  { name: "the agents' rows", path: () => "/agents", button: /^Drain/ },
  { name: "an agent's header", path: () => paths.agent ?? "", button: /^Quarantine/ },
  { name: "a task's header", path: () => paths.task ?? "", button: /^Cancel task/ },
  { name: "the tickets' header", path: () => "/tickets", button: /^New ticket/ },
  { name: "a ticket's header", path: () => paths.ticket ?? "", button: /^End hold/ },
];

for (const { name, path, button } of places) {
  test(`a click in ${name} before the code is there opens its dialog once it is`, async () => {
    const letCodeArrive = await openWithoutCode(path());
    const clicked = page.getByRole("button", { name: button }).first();
    await clicked.click();
    await expect(clicked).toHaveAttribute("aria-busy", "true");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    letCodeArrive();
    await expect(page.getByRole("dialog")).toBeVisible();
    await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
    await page.keyboard.press("Escape");
    await clicked.click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
    await page.unroute(CODE);
  });
}

const fields: { name: string; path: string; fill: () => Promise<unknown>; address: RegExp }[] = [
  {
    name: "a box that is checked",
    path: "/guardian/audit",
    fill: () => page.getByRole("checkbox", { name: "Refused only" }).check(),
    address: /refused=true/,
  },
  {
    name: "a choice",
    path: "/tasks",
    fill: () => page.getByRole("combobox", { name: "Priority" }).selectOption("HIGH"),
    address: /priority=HIGH/,
  },
  {
    name: "what is searched for",
    path: "/tasks",
    fill: () => page.getByRole("searchbox").pressSequentially("cause"),
    address: /q=cause/,
  },
];

for (const { name, path, fill, address } of fields) {
  test(`${name} before the code is there counts once it is`, async () => {
    const letCodeArrive = await openWithoutCode(path);
    await fill();
    await expect(page).not.toHaveURL(address);
    letCodeArrive();
    await expect(page).toHaveURL(address);
    await page.unroute(CODE);
  });
}

test("a part whose code comes after the page's stays as the server drew it, and a click in it counts", async () => {
  const path = paths.ticket ?? "";
  const html = await (await page.request.get(room.url + path)).text();
  const asksAnew = page.waitForResponse((reply) => reply.url().includes(`/api/v1${path}`));
  const letCodeArrive = await openWithoutCode(path, html);
  const button = page.getByRole("button", { name: "New task" });
  const drawn = await button.elementHandle();
  // The page lives, and draws itself anew with what it has asked for.
  await (await asksAnew).finished();
  await page.evaluate(() => new Promise((drawnAnew) => setTimeout(drawnAnew, 500)));
  await button.click({ timeout: 5_000 });
  await expect(page.getByRole("dialog")).toHaveCount(0);
  letCodeArrive();
  await expect(page.getByRole("dialog")).toBeVisible();
  expect(await drawn?.evaluate((element) => element.isConnected)).toBe(true);
  await page.unroute(CODE);
});

test("a button clicked twice before the code is there acts once, and a click afterwards acts at once", async () => {
  const letCodeArrive = await openWithoutCode("/overlays");
  const dark = page.getByRole("button", { name: "Use the dark theme" });
  const light = page.getByRole("button", { name: "Use the light theme" });
  await page.emulateMedia({ colorScheme: "light" });
  await dark.dblclick();
  letCodeArrive();
  await expect(light).toBeVisible();
  await light.click();
  await expect(dark).toBeVisible();
  await page.unroute(CODE);
});
