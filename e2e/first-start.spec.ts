// The first minutes of an installation, and the plain forms without any JavaScript.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { ADMIN, callApi, fillAccount, joinAsFirstAdmin, signIn } from "./support/people";
import { ControlRoom } from "./support/server";

test.describe.configure({ mode: "serial" });

const room = new ControlRoom({}, { isFirstStart: true });
test.beforeAll(() => room.start());
test.afterAll(() => room.dispose());

test("before the first admin exists nothing is open but the one-time link", async ({ page, request }) => {
  await page.goto(room.url);
  await expect(page.getByRole("heading", { name: "Create the first admin" })).toBeVisible();
  await expect(page.getByLabel("Password")).toHaveCount(0);
  expect((await request.get(`${room.url}/api/v1/tasks`)).status()).toBe(401);
  await page.goto(`${room.url}/join?token=invite_guess`);
  await expect(page.getByRole("heading", { name: "This link opens nothing" })).toBeVisible();
});

test("a second process on the same data is refused in one sentence that names the first", async () => {
  const child = spawn(process.execPath, ["scripts/start.mjs"], {
    cwd: join(import.meta.dirname, ".."),
    env: { ...process.env, OMOI_DATA_DIR: room.dataDir, PORT: "0" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const code = await new Promise((resolve) => child.once("exit", resolve));
  expect(code).toBe(1);
  expect(errors).toMatch(/is in use by process \d+\. Stop that process, or set OMOI_DATA_DIR/);
  expect((await fetch(`${room.url}/readyz`)).status).toBe(200);
});

test("a bad variable stops the start and names itself, without its value", async () => {
  const broken = new ControlRoom({ LEASE_SECONDS: "soon-secret" });
  await expect(broken.start()).rejects.toThrow(/LEASE_SECONDS/);
  expect(broken.output).not.toContain("soon-secret");
  await broken.dispose();
});

test("the link creates the first admin once", async ({ page }) => {
  await joinAsFirstAdmin(page, room);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.goto(room.joinUrl ?? "");
  await expect(page.getByRole("heading", { name: "This link was used" })).toBeVisible();
});

test("signing out ends the session; a wrong password says nothing about which part was wrong", async ({
  page,
}) => {
  await signIn(page, room);
  const cookies = await page.context().cookies();
  await page.getByRole("button", { name: /Ada Admin/ }).click();
  await page.getByRole("button", { name: "Sign out" }).first().click();
  await expect(page).toHaveURL(`${room.url}/sign-in`);
  await page.context().addCookies(cookies);
  await page.goto(room.url);
  await expect(page).toHaveURL(`${room.url}/sign-in`);

  for (const email of [ADMIN.email, "nobody@example.com"]) {
    await page.getByLabel("E-mail").fill(email);
    await page.getByLabel("Password").fill("not the password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByText("E-mail or password is wrong.")).toBeVisible();
    await expect(page.getByLabel("E-mail")).toHaveValue(email);
  }
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("an admin signs in, invites, issues and revokes a key; the invited viewer joins and may not act", async ({
    page,
    browser,
  }) => {
    await signIn(page, room);
    await page.goto(`${room.url}/settings/members`);
    await page.getByLabel("E-mail").fill("vera@example.com");
    await page.getByRole("combobox", { name: "Role", exact: true }).selectOption("viewer");
    await page.getByRole("button", { name: "Make a link" }).click();
    const text = await page.locator("main").textContent();
    const link = /http\S+?\/join\?token=invite_[\w-]{43}/.exec(text ?? "")?.[0];
    expect(link).toBeTruthy();

    await page.goto(`${room.url}/settings/keys`);
    await page.getByLabel("Name").fill("laptop");
    await page.getByRole("button", { name: "Issue key" }).click();
    await expect(page.getByText(/omoi_[\w-]{43}/).first()).toBeVisible();
    await page.goto(`${room.url}/settings/keys`);
    await expect(page.getByText(/omoi_[\w-]{43}/)).toHaveCount(0);

    const guest = await browser.newContext({ javaScriptEnabled: false });
    const other = await guest.newPage();
    await other.goto(link ?? "");
    await fillAccount(other, {
      name: "Vera Viewer",
      email: "vera@example.com",
      password: "a long enough one",
    });
    await expect(other).toHaveURL(`${room.url}/`);
    await other.goto(`${room.url}/settings/keys`);
    await expect(other.getByRole("button", { name: "Issue key" })).toHaveCount(0);
    await guest.close();
  });
});

test("a viewer sees no button that would be refused, and the API refuses all the same", async ({ page }) => {
  await signIn(page, room, { name: "Vera Viewer", email: "vera@example.com", password: "a long enough one" });
  await page.goto(`${room.url}/tickets`);
  await expect(page.getByRole("heading", { level: 1, name: "Tickets" })).toBeVisible();
  await expect(page.getByRole("button", { name: "New ticket" })).toHaveCount(0);
  const { items } = await callApi<{ items: { id: string }[] }>(page, "GET", "/projects");
  const body = { projectId: items[0]?.id, title: "Not allowed" };
  await expect(callApi(page, "POST", "/tickets", body)).rejects.toThrow(/403/);
});
