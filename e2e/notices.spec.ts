// What everybody must know at once, whatever page they have open: a decision that waits, and a fleet that stands still.
import { type Browser, expect, type Page, test } from "@playwright/test";
import { axeFindings, sidewaysScroll } from "./support/accessibility";
import { ConfigFolder } from "./support/config-folder";
import { makeTicket, TestAgent } from "./support/fleet";
import { callApi, joinAs, joinAsFirstAdmin, open } from "./support/people";
import { ControlRoom } from "./support/server";

test.describe.configure({ mode: "serial" });

const RULES = `
rules:
  - name: anything_waits
    title: "{queue.pending} tasks wait"
    when: { metric: queue.pending, at_least: 1 }
    severity: critical
`;

const config = new ConfigFolder(RULES);
let room: ControlRoom;
let page: Page;
let other: Page;
let viewer: Page;
let ticket: { id: string; tasks: string[] };
let agent: TestAgent;

interface Action {
  id: string;
  planHash: string;
}

test.beforeAll(async ({ browser }) => {
  room = new ControlRoom({
    OMOI_CONFIG_DIR: config.path,
    AGENT_STALE_SECONDS: "300",
    AGENT_LOST_SECONDS: "600",
  });
  await room.start();
  page = await (await browser.newContext()).newPage();
  await joinAsFirstAdmin(page, room);
  other = await joinAs(page, room, browser, "Lea Lead", "lead");
  viewer = await joinAs(page, room, browser, "Vic Viewer", "viewer");
  ticket = await makeTicket(page, "Slow search", ["Profile it"]);
  agent = await TestAgent.register(page, room, "builder-1");
});

test.afterAll(async () => {
  await room.dispose();
  config.dispose();
});

const REASON = "The provider of the models has an incident";
const place = (of: Page, name: string) =>
  of.getByRole("navigation", { name: "Main" }).getByRole("link", { name: new RegExp(`^${name}`) });
const banner = (of: Page) => of.getByRole("status").filter({ hasText: "is paused by" });

test("who may decide hears of what waits on whatever page is open, and who asked or only reads does not", async () => {
  await open(page, `${room.url}/tasks`);
  await open(other, `${room.url}/costs`);
  await open(viewer, `${room.url}/tasks`);
  await callApi(page, "POST", "/guardian/intervention/pause", { scope: { kind: "all" }, reason: REASON });

  const announced = other.getByRole("region", { name: /Notifications/ });
  await expect(announced).toContainText("Ada Admin asks to pause: All work");
  expect(await announced.getAttribute("aria-live")).toBe("polite");
  await expect(place(other, "Guardian")).toHaveText("Guardian1 waiting for approval");
  expect(await axeFindings(other)).toEqual([]);

  await expect(place(page, "Guardian")).toHaveText("Guardian1 waiting for approval");
  await expect(page.getByText("asks to pause")).toHaveCount(0);
  await expect(viewer.getByText("asks to pause")).toHaveCount(0);
  await expect(place(viewer, "Guardian")).toHaveText("Guardian");

  await announced.getByRole("link", { name: "Decide" }).click();
  await expect(other).toHaveURL(`${room.url}/guardian/approvals`);
  const tabs = other.getByRole("navigation", { name: "Guardian" });
  await expect(tabs.getByRole("link", { name: /^Approvals/ })).toHaveText("Approvals1 waiting for approval");
});

test("the overview says how many decisions wait, and how long the nearest has left", async () => {
  await open(other, room.url);
  await expect(other.getByText("1 intervention waits for a second person")).toBeVisible();
  await expect(other.getByText(/the nearest has 9m \d\ds left/)).toBeVisible();
  expect(await axeFindings(other)).toEqual([]);
  await other.getByRole("link", { name: "See what waits" }).click();
  await expect(other).toHaveURL(`${room.url}/guardian/approvals`);
});

test("once it is approved every open page says that all work is paused, by whom and until when", async () => {
  const { items } = await callApi<{ items: Action[] }>(other, "GET", "/guardian/actions?status=proposed");
  const action = items[0] as Action;
  await callApi(other, "POST", `/guardian/actions/${action.id}/approve`, { planHash: action.planHash });
  for (const one of [page, other, viewer]) {
    await expect(banner(one)).toContainText(
      /^All work is paused by Ada Admin until .*\d\d:\d\d UTC: The provider/,
    );
  }
  await expect(place(other, "Guardian")).toHaveText("Guardian");
  await expect(banner(viewer).getByRole("link", { name: /^See it/ })).toBeVisible();
  await open(other, room.url);
  await expect(other.locator("main")).toContainText("All work is paused by Ada Admin until");
  expect(await axeFindings(other)).toEqual([]);
  await other.setViewportSize({ width: 390, height: 844 });
  expect(await sidewaysScroll(other)).toBe(0);
  expect(await axeFindings(other)).toEqual([]);
  await other.setViewportSize({ width: 1440, height: 900 });

  const shop = { kind: "project", projectId: await projectId() };
  const id = await pauseAtOnce(shop, "The shop is closed");
  await expect(banner(other)).toContainText("and 1 more");
  await callApi(page, "POST", `/guardian/actions/${id}/revert`, { reason: "Open again" });
  await expect(banner(other)).not.toContainText("more");

  await banner(page)
    .getByRole("link", { name: /^End it/ })
    .click();
  await expect(page).toHaveURL(`${room.url}/guardian/actions/${action.id}`);
  await callApi(page, "POST", `/guardian/actions/${action.id}/revert`, { reason: "It is over" });
  for (const one of [page, other, viewer]) await expect(banner(one)).toHaveCount(0);
});

/** Without a second person; reviewed later. */
async function pauseAtOnce(scope: object, reason: string): Promise<string> {
  const body = { scope, reason, expiresInSeconds: 600, breakGlass: true };
  return (await callApi<{ id: string }>(page, "POST", "/guardian/intervention/pause", body)).id;
}

async function projectId(): Promise<string> {
  const { items } = await callApi<{ items: { id: string }[] }>(page, "GET", "/projects");
  return items[0]?.id ?? "";
}

/** A phone in the dark, on the other side of the world, that is signed in as the admin. */
async function aPhone(browser: Browser): Promise<{ phone: Page; complaints: string[] }> {
  const context = await browser.newContext({
    storageState: await page.context().storageState(),
    viewport: { width: 390, height: 844 },
    colorScheme: "dark",
    timezoneId: "Pacific/Auckland",
    locale: "de-DE",
    hasTouch: true,
    isMobile: true,
  });
  const phone = await context.newPage();
  const complaints: string[] = [];
  phone.on("pageerror", (error) => complaints.push(`${phone.url()} ${error.message}`));
  phone.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(`${phone.url()} ${message.text()}`);
  });
  return { phone, complaints };
}

test("no page takes over with other words than the server drew, in whatever theme, zone and width", async ({
  browser,
}) => {
  test.setTimeout(180_000);
  await expect
    .poll(() => callApi<{ criticals: number }>(page, "GET", "/guardian/notices"), { timeout: 40_000 })
    .toMatchObject({ criticals: 1 });
  await callApi(page, "POST", "/guardian/intervention/pause", { scope: { kind: "all" }, reason: REASON });
  const pause = await pauseAtOnce({ kind: "project", projectId: await projectId() }, REASON);
  const { phone, complaints } = await aPhone(browser);
  const places = ["", "/alerts", "/alerts/metrics", "/alerts/rules", "/guardian", "/guardian/approvals"];
  places.push("/guardian/actions", "/guardian/audit", "/guardian/policies", "/tickets", "/tasks", "/agents");
  places.push(`/tickets/${ticket.id}`, `/tasks/${ticket.tasks[0]}`, `/agents/${agent.id}`, "/overlays");
  places.push(
    "/costs",
    "/costs/budgets",
    "/costs/forecast",
    "/costs/records",
    "/events",
    "/system",
    "/settings",
  );
  for (const path of places) {
    await open(phone, `${room.url}${path}`);
    await expect(banner(phone)).toBeVisible();
  }
  await callApi(page, "POST", `/guardian/actions/${pause}/revert`, { reason: "It is over" });
  await expect(banner(phone)).toHaveCount(0);
  expect(complaints).toEqual([]);
  await phone.context().close();
});

test("what changes while a page comes is drawn as the server drew it, and then as it is", async ({
  browser,
}) => {
  const { phone, complaints } = await aPhone(browser);
  let release = () => {};
  const later = new Promise<void>((resolve) => {
    release = resolve;
  });
  // The answer of the server comes first, then an end that it does not know of, and the code last.
  await phone.route("**/_next/static/chunks/*.js*", async (route) => {
    await later;
    await route.continue();
  });
  const before = await callApi<{ approvals: { waiting: number } }>(page, "GET", "/guardian/notices");
  expect(before.approvals.waiting).toBe(1);
  await phone.goto(`${room.url}/alerts`, { waitUntil: "commit" });
  const drawn = phone.locator('nav[aria-label=Main] a[href="/guardian"]').first();
  await expect(drawn).toHaveText("Guardian1 waiting for approval");
  const { items } = await callApi<{ items: Action[] }>(other, "GET", "/guardian/actions?status=proposed");
  await callApi(other, "POST", `/guardian/actions/${items[0]?.id}/reject`, { reason: "Not now" });
  release();
  await phone.getByRole("button", { name: "Open menu" }).click();
  const menu = phone.getByRole("dialog", { name: "Menu" });
  await expect(menu.getByRole("link", { name: /^Guardian/ })).toHaveText("Guardian");
  await expect(menu.getByRole("link", { name: /^Alerts/ })).toHaveText("Alerts1 critical");
  await menu.getByRole("button", { name: "Close menu" }).click();
  await phone.getByRole("button", { name: "Open menu" }).click();
  await expect(menu).toBeVisible();
  expect(complaints).toEqual([]);
  await phone.context().close();
});

test("in whatever order the code of a page comes, what it draws first is what the server drew", async ({
  browser,
}) => {
  const { phone, complaints } = await aPhone(browser);
  let order = 0;
  await phone.route("**/_next/static/chunks/*.js*", async (route) => {
    const sum = [...route.request().url()].reduce((total, letter) => total + letter.charCodeAt(0), 0);
    await new Promise((resolve) => setTimeout(resolve, ((sum + order) % 4) * 250));
    await route.continue();
  });
  for (order = 0; order < 4; order++) {
    for (const path of ["/alerts", "/guardian/approvals", ""]) await open(phone, `${room.url}${path}`);
  }
  expect(complaints).toEqual([]);
  await phone.context().close();
});
