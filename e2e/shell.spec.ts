// The shell around the pages: palette, shortcuts, board, graph, feed, saved views, files.
import { readFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import { makeTicket } from "./support/fleet";
import { callApi, joinAsFirstAdmin, open } from "./support/people";
import { ControlRoom } from "./support/server";

test.describe.configure({ mode: "serial" });

let room: ControlRoom;
let page: Page;
let graphTicket: string;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  room = new ControlRoom();
  await room.start();
  page = await browser.newPage();
  await joinAsFirstAdmin(page, room);
  await makeTicket(page, "Voucher is lost", ["Reproduce it", "Mend it"]);
  await makeTicket(page, "Dark theme", ["Draw it"], { phase: "DESIGN", priority: "LOW" });
  const { id } = await makeTicket(page, "Import prices", []);
  graphTicket = id;
  await callApi(page, "POST", "/tasks/batch", {
    tasks: [
      { key: "a", ticketId: id, title: "Read the files" },
      { key: "b", ticketId: id, title: "Store the prices", dependsOnKeys: ["a"] },
      { key: "c", ticketId: id, title: "Show the differences", dependsOnKeys: ["b"] },
    ],
  });
  for (let number = 1; number <= 9; number += 1) {
    await callApi(page, "POST", "/projects", { name: `Project ${number}`, slug: `p-${number}` });
  }
});

test.afterAll(async () => {
  await room.dispose();
});

const dialog = () => page.getByRole("dialog");

test("the palette opens anywhere, finds a ticket by its title, and remembers it", async () => {
  await open(page, `${room.url}/agents`);
  await page.keyboard.press("Control+k");
  await expect(dialog().getByRole("combobox")).toBeFocused();
  await page.keyboard.type("voucher");
  await expect(dialog().getByRole("option", { name: /Voucher is lost/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Voucher is lost" })).toBeVisible();
  await page.keyboard.press("Control+k");
  await expect(dialog().getByRole("group", { name: "Recent" })).toContainText("Voucher is lost");
  await page.keyboard.press("Escape");
  await expect(dialog()).toBeHidden();
});

test("the palette does what may be done from anywhere", async () => {
  await page.keyboard.press("Control+k");
  await page.keyboard.type("new ticket");
  await page.keyboard.press("Enter");
  await expect(dialog().getByLabel("Title")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("switch to project 7");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/project=p-7/);
});

test("single keys lead through pages and rows, not while somebody types, and not once switched off", async () => {
  await open(page, `${room.url}/agents`);
  await page.keyboard.press("g");
  await page.keyboard.press("k");
  await expect(page).toHaveURL(/\/tasks$/);
  await expect(page.getByRole("link", { name: "Draw it" })).toBeVisible();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await expect(page.locator("main th[scope=row] a").nth(1)).toBeFocused();
  await page.keyboard.press("k");
  await expect(page.locator("main th[scope=row] a").first()).toBeFocused();
  await page.keyboard.press("/");
  const search = page.getByRole("searchbox", { name: "Search tasks by title" });
  await expect(search).toBeFocused();
  await page.keyboard.type("g?k");
  await expect(search).toHaveValue("g?k");
  await expect(dialog()).toBeHidden();

  await search.blur();
  await page.keyboard.press("?");
  await expect(dialog()).toContainText("Keyboard shortcuts");
  await dialog().getByRole("checkbox", { name: "Shortcuts of single keys" }).uncheck();
  await page.keyboard.press("Escape");
  await expect(dialog()).toBeHidden();
  await page.keyboard.press("?");
  await page.waitForTimeout(200);
  await expect(dialog()).toBeHidden();
  await page.evaluate(() => localStorage.clear());
});

const column = (name: string) => page.getByRole("region", { name: new RegExp(`^${name}`) });

test("a card is dragged to the next phase, and a reason is asked for", async () => {
  await open(page, `${room.url}/tickets`);
  const card = column("Backlog").getByRole("article").filter({ hasText: "Voucher is lost" });
  // A drag that begins before the page's code is there is none, as for a person; they drag again.
  await expect(async () => {
    await card.dragTo(column("Implementation"));
    await expect(dialog()).toBeVisible({ timeout: 3000 });
  }).toPass();
  await expect(dialog()).toContainText("“Voucher is lost” is in Backlog.");
  await expect(dialog().getByLabel("Next phase")).toHaveValue("IMPLEMENTATION");
  await dialog().getByLabel("Reason").fill("Wanted now");
  await dialog().getByRole("button", { name: "Move ticket" }).click();
  await expect(column("Implementation")).toContainText("Voucher is lost");
  await expect(column("Implementation").getByRole("heading", { level: 2 })).toContainText("1");
});

test("a card that may not go to a phase cannot be dropped there", async () => {
  const card = column("Design").getByRole("article").filter({ hasText: "Dark theme" });
  await card.dragTo(column("Done"));
  await page.waitForTimeout(200);
  await expect(dialog()).toBeHidden();
});

test("by keyboard a card's menu moves it; what is missing is listed, and a lead may move it anyway", async () => {
  await open(page, `${room.url}/tickets`);
  await page.getByRole("button", { name: "Move “Dark theme”" }).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await dialog().getByLabel("Reason").fill("Enough drawn");
  await expect(dialog()).toContainText("Missing from Design");
  await dialog().getByRole("button", { name: "Move ticket" }).click();
  await expect(dialog().getByRole("alert")).toContainText("DESIGN still asks for");
  await dialog().getByRole("checkbox", { name: "Move anyway" }).check();
  await dialog().getByRole("button", { name: "Move ticket" }).focus();
  await page.keyboard.press("Enter");
  await expect(column("Implementation")).toContainText("Dark theme");
  // The card is drawn anew in its column; the focus is where it was on it.
  await expect(column("Implementation").getByRole("button", { name: "Move “Dark theme”" })).toBeFocused();
});

test("a dialog whose code cannot be fetched says so on the page, and opens once it can", async () => {
  await open(page, `${room.url}/overlays`);
  // What shows toasts comes after the page works.
  await page.getByRole("region", { name: /^Notifications/ }).waitFor({ state: "attached" });
  await page.context().setOffline(true);
  await page.getByRole("button", { name: "Place a hold" }).first().click();
  await expect(page.getByText("This needs the control room, which cannot be reached.")).toBeVisible();
  await expect(page.getByRole("navigation").first()).toBeVisible();
  await expect(dialog()).toBeHidden();
  await page.context().setOffline(false);
  await page.getByRole("button", { name: "Place a hold" }).first().click();
  await expect(dialog().getByLabel("Reason")).toBeVisible();
  await page.keyboard.press("Escape");
});

test("the board follows what others do", async () => {
  await open(page, `${room.url}/tickets`);
  await expect(column("Backlog")).toContainText("Import prices");
  await makeTicket(page, "From elsewhere", []);
  await expect(column("Backlog")).toContainText("From elsewhere");
});

test("the graph shows what waits for what, as links and as a table", async () => {
  await open(page, `${room.url}/tickets/${graphTicket}`);
  await page.getByRole("button", { name: "Graph" }).click();
  await expect(page).toHaveURL(/tasks=graph/);
  const drawing = page.getByRole("group", { name: "Graph of the tasks" });
  await expect(drawing.getByRole("link")).toHaveCount(3);
  await expect(drawing.getByRole("link", { name: /Show the differences/ })).toContainText("Blocked");
  const row = page.getByRole("row", { name: /Show the differences/ });
  await expect(row.getByRole("cell").last()).toHaveText("Store the prices");
  await expect(page.getByRole("columnheader", { name: "Depends on" })).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: "No task" })).toContainText("Read the files");
  await drawing.getByRole("link", { name: /Read the files/ }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Read the files" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Dependencies" })).toContainText("Store the prices");
});

test("the feed grows by itself, can be narrowed, and stands still while paused", async () => {
  await open(page, `${room.url}/events`);
  await expect(page.getByText("Ticket “Import prices”")).toBeVisible();
  await makeTicket(page, "Heard at once", []);
  await expect(page.getByText("Ticket “Heard at once”")).toBeVisible();
  await page.getByRole("button", { name: "Pause live updates" }).click();
  await makeTicket(page, "Not heard yet", []);
  await page.waitForTimeout(800);
  await expect(page.getByText("Ticket “Not heard yet”")).toHaveCount(0);
  await page.getByRole("button", { name: "Resume live updates" }).click();
  await expect(page.getByText("Ticket “Not heard yet”")).toBeVisible();
  await page.getByRole("button", { name: /Kind/ }).click();
  await page.getByRole("checkbox", { name: "Projects" }).check();
  await expect(page).toHaveURL(/type=project/);
  await expect(page.getByText("Project “Project 9”")).toBeVisible();
  await expect(page.getByText("Ticket “Import prices”")).toHaveCount(0);
});

test("filters get a name, are found again under it, and leave with the file", async () => {
  await open(page, `${room.url}/tasks`);
  await page.getByRole("button", { name: /^State/ }).click();
  await page.getByRole("checkbox", { name: /Blocked/ }).check();
  await expect(page).toHaveURL(/blocked=true/);
  await expect(page.getByRole("link", { name: "Draw it" })).toHaveCount(0);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("button", { name: "Save this view" }).click();
  await dialog().getByLabel("Name").fill("What is blocked");
  await dialog().getByRole("button", { name: "Save view" }).click();
  await expect(page.getByRole("button", { name: "What is blocked" })).toBeVisible();

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download CSV" }).click(),
  ]);
  const lines = readFileSync(await download.path(), "utf8")
    .trim()
    .split("\r\n");
  expect(lines).toHaveLength(3);
  expect(lines.slice(1).join("\n")).toContain("Store the prices");

  await open(page, `${room.url}/tasks`);
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("link", { name: "What is blocked" }).click();
  await expect(page).toHaveURL(/blocked=true/);
});

test("a project is found by words in its name", async () => {
  await open(page, `${room.url}/tasks`);
  await page
    .getByRole("button", { name: /All projects/ })
    .first()
    .click();
  await page.getByRole("searchbox", { name: "Search projects" }).fill("ect 8");
  await page.getByRole("link", { name: "Project 8" }).click();
  await expect(page).toHaveURL(/project=p-8/);
});
