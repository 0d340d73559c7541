// Webhooks from the settings page to a receiver that verifies what it gets: the journey, without JavaScript too.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, type Page, test } from "@playwright/test";
import { Webhook as Verifier } from "standardwebhooks";
import { axeFindings, sidewaysScroll, sidewaysTables } from "./support/accessibility";
import { callApi, joinAsFirstAdmin } from "./support/people";
import { ControlRoom } from "./support/server";

test.describe.configure({ mode: "serial" });

interface Received {
  headers: Record<string, string>;
  body: string;
}

let room: ControlRoom;
let page: Page;
let receiver: Server;
let url = "";
let status = 200;
let secret = "";
const received: Received[] = [];

test.beforeAll(async ({ browser }) => {
  receiver = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    received.push({ headers: request.headers as Record<string, string>, body });
    response.writeHead(status).end(status === 200 ? "thank you" : "not today");
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  room = new ControlRoom({ WEBHOOK_ALLOW_PRIVATE: "true" });
  await room.start();
  page = await browser.newPage();
  await joinAsFirstAdmin(page, room);
});

test.afterAll(async () => {
  await room.dispose();
  receiver.closeAllConnections();
  receiver.close();
});

const verifies = (one: Received | undefined, by: string) => {
  try {
    new Verifier(by).verify(one?.body ?? "", one?.headers ?? {});
    return true;
  } catch {
    return false;
  }
};

test("an admin creates one by keyboard, tests it, and its receiver gets what happens, signed", async () => {
  await page.goto(`${room.url}/settings/webhooks`);
  await page.getByLabel("Name").fill("Release channel");
  await page.getByLabel("URL").fill("ftp://nowhere");
  await page.getByLabel("URL").press("Enter");
  await expect(page.getByText("Must be an http:// or https:// URL.")).toBeVisible();
  await expect(page.getByLabel("URL")).toBeFocused();
  await expect(page.getByLabel("Name")).toHaveValue("Release channel");
  await page.getByLabel("URL").fill(url);
  await page.getByLabel("ticket.*", { exact: true }).press("Space");
  await page.getByRole("button", { name: "Create webhook" }).press("Enter");
  secret = await page.getByLabel("Signing secret", { exact: true }).inputValue();
  await page.getByRole("link", { name: "Release channel" }).click();
  await page.getByRole("button", { name: "Send a test message" }).click();
  await expect(page.getByRole("row", { name: /webhook\.test/ })).toContainText("Delivered");
  expect(verifies(received[0], secret)).toBe(true);
  const { items } = await callApi<{ items: { id: string }[] }>(page, "GET", "/projects");
  await callApi(page, "POST", "/tickets", { projectId: items[0]?.id, title: "Ship it" });
  // The page shows it by itself.
  await expect(page.getByRole("row", { name: /ticket\.created/ })).toContainText("Delivered");
  expect(JSON.parse(received[1]?.body ?? "{}")).toMatchObject({ type: "ticket.created" });
  expect(verifies(received[1], secret)).toBe(true);
});

test("a failed delivery shows why, waits for its next attempt, and is sent now on demand", async () => {
  status = 503;
  const { items } = await callApi<{ items: { id: string }[] }>(page, "GET", "/projects");
  await callApi(page, "POST", "/tickets", { projectId: items[0]?.id, title: "While it is down" });
  const row = page.getByRole("row", { name: /Will be tried again/ });
  await expect(row).toContainText("Answered 503.");
  await expect(page.getByText("Deliveries fail")).toBeVisible();
  // Tried again after five seconds, it has failed twice and waits for five minutes.
  await expect.poll(() => received.length, { timeout: 20_000 }).toBe(4);
  status = 200;
  await row.getByRole("button", { name: /Send now/ }).click();
  await expect(page.getByText("Deliveries fail")).toBeHidden();
  await page
    .getByRole("row", { name: /ticket\.created/ })
    .first()
    .getByRole("link")
    .click();
  await expect(page.getByRole("heading", { name: "Attempts" })).toContainText("3");
  await expect(page.getByText("not today").first()).toBeVisible();
  await expect(page.getByText("While it is down")).toBeVisible();
});

test("what waits is sent by one button, which is there while something waits, and the system page names the webhook", async () => {
  status = 503;
  await page.goto(`${room.url}/settings/webhooks`);
  await page.getByRole("link", { name: "Release channel" }).click();
  await expect(page.getByRole("button", { name: "Send all waiting now" })).toHaveCount(0);
  const { items } = await callApi<{ items: { id: string }[] }>(page, "GET", "/projects");
  const count = received.length;
  await callApi(page, "POST", "/tickets", { projectId: items[0]?.id, title: "Down again" });
  await callApi(page, "POST", "/tickets", { projectId: items[0]?.id, title: "And again" });
  await expect.poll(() => received.length, { timeout: 20_000 }).toBe(count + 4);
  await page.goto(`${room.url}/system`);
  await expect(page.getByRole("row", { name: /Release channel/ })).toContainText("Answered 503");
  await page.goBack();
  status = 200;
  await page.getByRole("button", { name: "Send all waiting now" }).click();
  await expect(page.getByText("2 deliveries sent now.")).toBeVisible();
  await expect.poll(() => received.length).toBe(count + 6);
  await expect(page.getByText("Deliveries fail")).toBeHidden();
  await expect(page.getByRole("button", { name: "Send all waiting now" })).toHaveCount(0);
});

test("is rotated, disabled, enabled and deleted without any JavaScript", async ({ browser }) => {
  const context = await browser.newContext({
    javaScriptEnabled: false,
    storageState: await page.context().storageState(),
  });
  const plain = await context.newPage();
  await plain.goto(`${room.url}/settings/webhooks`);
  await plain.getByRole("link", { name: "Release channel" }).click();
  await plain.getByRole("button", { name: "Rotate the secret" }).click();
  await plain.getByRole("button", { name: "Make a new secret" }).click();
  const next = await plain.getByLabel("New signing secret", { exact: true }).inputValue();
  const count = received.length;
  await plain.getByRole("button", { name: "Send a test message" }).click();
  await expect.poll(() => received.length).toBe(count + 1);
  const last = received.at(-1);
  expect([verifies(last, secret), verifies(last, next)]).toEqual([true, true]);
  await plain.getByRole("button", { name: "Disable" }).click();
  await expect(plain.getByText("This webhook is disabled")).toBeVisible();
  await expect(plain.getByRole("button", { name: "Send a test message" })).toHaveCount(0);
  await plain.getByRole("button", { name: "Enable" }).click();
  await expect(plain.getByText("This webhook is disabled")).toHaveCount(0);
  await plain.getByRole("button", { name: "Delete" }).click();
  await plain.getByRole("button", { name: "Delete this webhook" }).click();
  await expect(plain).toHaveURL(`${room.url}/settings/webhooks`);
  await expect(plain.getByText("No webhooks yet")).toBeVisible();
  await context.close();
});

test("its pages are free of axe violations in both themes, and none scrolls sideways on a phone", async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const long = "a-name-as-long-as-a-name-may-be-without-a-single-place-to-break-it-in-two-parts";
  const { webhook } = await callApi<{ webhook: { id: string } }>(page, "POST", "/webhooks", {
    ...{ name: long, url: `${url}/${"path/".repeat(40)}`, types: ["task.*", "ticket.created", "agent.lost"] },
  });
  status = 500;
  const delivery = await callApi<{ id: string }>(page, "POST", `/webhooks/${webhook.id}/test`);
  const paths = [
    "/settings/webhooks",
    `/settings/webhooks/${webhook.id}`,
    `/settings/webhooks/${webhook.id}/deliveries/${delivery.id}`,
    "/settings/webhooks/whk_01h455vb4pex5vsknk084sn02q",
  ];
  const context = await browser.newContext({ storageState: await page.context().storageState() });
  const shown = await context.newPage();
  for (const viewport of [
    { width: 390, height: 844 },
    { width: 1440, height: 900 },
  ]) {
    await shown.setViewportSize(viewport);
    for (const path of paths) {
      await shown.goto(room.url + path);
      await shown.getByRole("heading", { level: 1 }).first().waitFor();
      expect(await axeFindings(shown), path).toEqual([]);
      expect(await sidewaysScroll(shown), path).toBe(0);
      if (viewport.width === 390) expect(await sidewaysTables(shown), path).toEqual([]);
    }
  }
  await context.close();
});
