import { type Browser, expect, type Page } from "@playwright/test";
import type { ControlRoom } from "./server";

export const ADMIN = { name: "Ada Admin", email: "ada@example.com", password: "correct horse battery" };

/** Opens the one-time link of the first start and creates the first admin; ends on the overview. */
export async function joinAsFirstAdmin(page: Page, room: ControlRoom): Promise<void> {
  if (!room.joinUrl) throw new Error("The server printed no first-run link.");
  await page.goto(room.joinUrl);
  await fillAccount(page, ADMIN);
  await expect(page).toHaveURL(`${room.url}/`);
}

export async function fillAccount(page: Page, person: typeof ADMIN): Promise<void> {
  await page.getByLabel("Name").fill(person.name);
  const email = page.getByLabel("E-mail");
  if (await email.isEditable()) await email.fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Create account" }).click();
}

const INVITATION = /http\S+?\/join\?token=invite_[\w-]{43}/;

/** Invites somebody as the admin on this page; they join in a browser of their own. */
export async function joinAs(
  admin: Page,
  room: ControlRoom,
  browser: Browser,
  name: string,
  role: "lead" | "viewer",
): Promise<Page> {
  const email = `${role}@example.com`;
  await admin.goto(`${room.url}/settings/members`);
  await admin.getByLabel("E-mail").fill(email);
  await admin.getByRole("combobox", { name: "Role", exact: true }).selectOption(role);
  await admin.getByRole("button", { name: "Make a link" }).click();
  await expect(admin.locator("main")).toContainText(INVITATION);
  const url = INVITATION.exec((await admin.locator("main").textContent()) ?? "")?.[0] ?? "";
  const own = await (await browser.newContext()).newPage();
  await own.goto(url);
  await fillAccount(own, { ...ADMIN, name, email });
  await expect(own).toHaveURL(`${room.url}/`);
  return own;
}

export async function signIn(page: Page, room: ControlRoom, person = ADMIN): Promise<void> {
  await page.goto(`${room.url}/sign-in`);
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(`${room.url}/`);
}

/** Calls the API as the person signed in on this page, as the browser would. */
export async function callApi<T>(page: Page, method: string, path: string, body?: unknown): Promise<T> {
  return page.evaluate(
    async ([sentMethod, sentPath, sentBody]) => {
      const response = await fetch(`/api/v1${sentPath}`, {
        method: sentMethod as string,
        ...(sentBody === undefined
          ? {}
          : { headers: { "content-type": "application/json" }, body: JSON.stringify(sentBody) }),
      });
      if (!response.ok)
        throw new Error(`${sentMethod} ${sentPath}: ${response.status} ${await response.text()}`);
      return response.json();
    },
    [method, path, body] as const,
  ) as Promise<T>;
}

export async function issueKey(
  page: Page,
  name: string,
  scopes = ["work:run", "work:read"],
): Promise<string> {
  const { secret } = await callApi<{ secret: string }>(page, "POST", "/keys", { name, scopes });
  return secret;
}

/** Goes to a page and waits until it answers clicks: the shell's commands come after everything else. */
export async function open(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.getByRole("button", { name: /Search or command/ }).waitFor();
}
