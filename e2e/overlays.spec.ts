// Holds, overrides, reservations and quarantine: laid and ended in the browser, felt by an agent.
import { expect, type Page, test } from "@playwright/test";
import { axeFindings } from "./support/accessibility";
import { makeTicket, TestAgent } from "./support/fleet";
import { callApi, joinAsFirstAdmin, open } from "./support/people";
import { ControlRoom } from "./support/server";

test.describe.configure({ mode: "serial" });

let room: ControlRoom;
let page: Page;
let agent: TestAgent;

test.beforeAll(async ({ browser }) => {
  room = new ControlRoom({ AGENT_STALE_SECONDS: "300", AGENT_LOST_SECONDS: "600", LEASE_SECONDS: "300" });
  await room.start();
  page = await browser.newPage();
  await joinAsFirstAdmin(page, room);
  agent = await TestAgent.register(page, room, "builder-1", 4);
});

test.afterAll(async () => {
  await room.dispose();
});

const dialog = () => page.getByRole("dialog");

test("a ticket on hold is claimed by nobody, its task says why, and the end of the hold lets it go", async () => {
  const ticket = await makeTicket(page, "Refund twice", ["Find the cause"]);
  await open(page, `${room.url}/tickets/${ticket.id}`);
  await page.getByRole("button", { name: "Hold", exact: true }).click();
  await dialog().getByLabel("Reason").fill("The provider has an incident");
  await dialog().getByLabel("Lasts").selectOption({ label: "8 hours" });
  await dialog().getByRole("button", { name: "Place hold" }).click();
  await expect(page.getByText("On hold: no agent claims this ticket's tasks")).toBeVisible();
  expect(await agent.claim()).toEqual([]);

  await open(page, `${room.url}/tasks/${ticket.tasks[0]}`);
  const waiting = page.getByRole("region", { name: "Why is it waiting?" });
  await expect(waiting).toContainText("A hold is in force");
  await waiting.getByRole("link", { name: /Open/ }).first().click();
  await expect(page).toHaveURL(/\/overlays#hold_/);
  const row = page.getByRole("row", { name: /Refund twice/ });
  await expect(row).toContainText("1 task held");
  await expect(row).toContainText(/7h 59m left|8h 00m left/);

  await open(page, room.url);
  await expect(page.getByText("1 hold in force")).toBeVisible();
  await page.getByRole("link", { name: "See what is held" }).click();
  await row.getByRole("button", { name: /End now/ }).click();
  await dialog().getByRole("button", { name: "End now" }).click();
  await expect(page.getByText("Nothing is on hold")).toBeVisible();
  const [claim] = await agent.claim();
  expect(claim?.task.title).toBe("Find the cause");
  if (claim) await agent.complete(claim);
});

test("a hold on a scope chosen in the dialog asks for what is missing, and ended ones can be seen", async () => {
  await makeTicket(page, "Slow search", []);
  await open(page, `${room.url}/overlays`);
  await page.getByRole("button", { name: "Place a hold" }).click();
  // Nothing is chosen for whoever has not chosen, and nothing that stops everything is offered.
  await expect(dialog().getByLabel("Scope")).toHaveValue("");
  await expect(dialog().getByRole("option", { name: /Everything|project/ })).toHaveCount(0);
  await dialog().getByLabel("Reason").fill("Wait");
  await dialog().getByRole("button", { name: "Place hold" }).click();
  await expect(dialog().getByText("Choose what it is about.")).toBeVisible();
  await dialog().getByLabel("Scope").selectOption({ label: "A ticket" });
  await dialog().getByRole("button", { name: "Place hold" }).click();
  await expect(dialog().getByText("Choose what it is about.")).toBeVisible();
  await dialog().getByRole("searchbox", { name: "Search: Ticket" }).fill("slow");
  await dialog()
    .getByRole("radio", { name: /Slow search/ })
    .check();
  await dialog().getByRole("button", { name: "Place hold" }).click();
  await expect(page.getByRole("row", { name: /Slow search/ })).toBeVisible();
  await page.getByRole("checkbox", { name: "Show those that have ended" }).check();
  await expect(page).toHaveURL(/ended=true/);
  await expect(page.getByRole("row", { name: /Refund twice/ })).toContainText("Ended");
});

test("what stops everything is not held by hand: the dialog leads to the guardian's pause", async () => {
  await open(page, `${room.url}/overlays`);
  await page.getByRole("button", { name: "Place a hold" }).click();
  await dialog().getByRole("button", { name: "Pause it there" }).click();
  await expect(dialog().getByRole("heading", { name: "Step in" })).toBeVisible();
  await expect(dialog().getByLabel("What runs now")).toHaveValue("finish");
  await expect(dialog()).toContainText("All work: nothing is claimed any more");
  await expect(dialog()).toContainText("another person must approve it first");
  await page.keyboard.press("Escape");
  await expect(dialog()).toBeHidden();
});

test("an override from the task's page changes what is claimed first, and its end changes it back", async () => {
  const ticket = await makeTicket(page, "Two wishes", ["Older wish", "Newer wish"], { priority: "LOW" });
  await open(page, `${room.url}/tasks/${ticket.tasks[1]}`);
  await page.getByRole("button", { name: "Override priority" }).click();
  await dialog().getByLabel("Reason").fill("A customer waits");
  await dialog().getByRole("button", { name: "Override priority" }).click();
  await expect(page.getByText("Priority Critical instead of Low")).toBeVisible();
  const [claim] = await agent.claim();
  expect(claim?.task.title).toBe("Newer wish");
  await page.getByRole("button", { name: /End it/ }).click();
  await dialog().getByRole("button", { name: "End now" }).click();
  await expect(page.getByText("Priority Critical instead of Low")).toBeHidden();
  if (claim) await agent.complete(claim);
  await expect(page.getByRole("button", { name: "Run again" })).toBeVisible();
});

test("a finished task runs again with another prompt, as a task of its own", async () => {
  await page.getByRole("button", { name: "Run again" }).click();
  await dialog().getByLabel("Prompt").fill("Do: it better");
  await dialog().getByRole("button", { name: "Run again" }).click();
  await expect(page.getByRole("link", { name: "An earlier task" })).toBeVisible();
  await expect(page.getByText("Do: it better")).toBeVisible();
});

test("slots reserved on the agent's page stand there and in its load", async () => {
  await open(page, `${room.url}/agents/${agent.id}`);
  await page.getByRole("button", { name: "Reserve capacity" }).click();
  await dialog().getByLabel("Slots").fill("2");
  await dialog().getByLabel("Scope").selectOption({ label: "A priority and above" });
  await dialog().getByLabel("Priority of the tasks").selectOption({ label: "High" });
  await dialog().getByLabel("Reason").fill("Room for incidents");
  await dialog().getByRole("button", { name: "Reserve", exact: true }).click();
  const panel = page.getByRole("region", { name: "Reserved capacity" });
  await expect(panel).toContainText("0 of 2 slots in use");
  await expect(page.getByText(/0 of 4, 2 reserved/).first()).toBeAttached();
  await panel.getByRole("button", { name: /End/ }).click();
  await dialog().getByRole("button", { name: "End now" }).click();
  await expect(panel).toBeHidden();
});

test("a quarantined agent gets nothing until it is reinstated, and its page says why", async () => {
  await open(page, `${room.url}/agents/${agent.id}`);
  await page.getByRole("button", { name: "Quarantine" }).click();
  await dialog().getByLabel("Reason").fill("It deleted the lock file");
  await dialog().getByRole("button", { name: "Quarantine agent" }).click();
  await expect(page.getByText("In quarantine: it gets no tasks")).toBeVisible();
  await expect(page.getByText("It deleted the lock file").first()).toBeVisible();
  await page.getByRole("button", { name: "Reinstate" }).click();
  await dialog().getByRole("button", { name: "Reinstate agent" }).click();
  await expect(page.getByText("In quarantine: it gets no tasks")).toBeHidden();
  const [claim] = await agent.claim();
  expect(claim).toBeDefined();
});

test("what somebody of more authority laid cannot be ended, and the dialog says whom to ask", async () => {
  await open(page, `${room.url}/overlays`);
  await page.route("**/api/v1/holds/*/end", (route) =>
    route.fulfill({
      status: 403,
      contentType: "application/problem+json",
      body: JSON.stringify({
        ...{ type: "about:blank", title: "Not allowed", status: 403, code: "forbidden" },
        ...{ detail: "OmoiOS has more authority than you; ask them to end it.", requestId: "req_1" },
      }),
    }),
  );
  await page
    .getByRole("button", { name: /End now/ })
    .first()
    .click();
  await dialog().getByRole("button", { name: "End now" }).click();
  await expect(dialog().getByRole("alert")).toContainText("has more authority than you");
  await page.unroute("**/api/v1/holds/*/end");
});

interface TaskReply {
  phase: string;
  deadline: string | null;
  onDependencyFailure: string;
  dependsOn: { title: string }[];
}

test("a new task says what it waits for, until when and in which phase, in the browser's own zone", async ({
  browser,
}) => {
  const ticket = await makeTicket(page, "Order of things", ["Write it", "Test it"]);
  const storageState = await page.context().storageState();
  const context = await browser.newContext({ storageState, timezoneId: "Asia/Tokyo" });
  const tokyo = await context.newPage();
  await open(tokyo, `${room.url}/tickets/${ticket.id}`);
  await tokyo.getByRole("button", { name: "New task" }).click();
  const form = tokyo.getByRole("dialog");
  await form.getByLabel("Title").fill("Ship it");
  await form.getByLabel("Phase").selectOption({ label: "Deployment" });
  await form.getByLabel("When one it waits for fails").selectOption({ label: "Go on without it" });
  await form.getByRole("checkbox", { name: /Write it/ }).focus();
  await tokyo.keyboard.press("Space");
  await form.getByRole("searchbox", { name: "Search: Waits for" }).fill("test");
  await form.getByRole("searchbox").press("Enter");
  await form.getByRole("checkbox", { name: /Test it/ }).check();
  await expect(form.getByRole("checkbox", { name: /Write it/ })).toBeChecked();
  await form.getByLabel("Deadline").fill("2099-01-02T03:04");
  expect(await axeFindings(tokyo)).toEqual([]);
  await form.getByRole("button", { name: "Queue task" }).click();
  await expect(form).toBeHidden();
  await tokyo.getByRole("link", { name: "Ship it", exact: true }).click();
  await expect(tokyo.getByRole("heading", { level: 1, name: "Ship it" })).toBeVisible();
  const id = new URL(tokyo.url()).pathname.split("/").at(-1);
  await context.close();
  const task = await callApi<TaskReply>(page, "GET", `/tasks/${id}`);
  expect(task).toMatchObject({
    phase: "DEPLOYMENT",
    deadline: "2099-01-01T18:04:00.000Z",
    onDependencyFailure: "ignore",
    dependsOn: [{ title: "Write it" }, { title: "Test it" }],
  });
});

test("a task that is not finished is edited on its page, and a circle is refused by its titles", async () => {
  const ticket = await makeTicket(page, "Circles", ["First", "Second"]);
  const [first, second] = ticket.tasks;
  await callApi(page, "PATCH", `/tasks/${second}`, { dependsOn: [first] });
  await open(page, `${room.url}/tasks/${first}`);
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await dialog().getByLabel("Title").fill("First of all");
  const other = dialog().getByRole("checkbox", { name: /Second/ });
  await other.check();
  await dialog().getByRole("button", { name: "Save" }).click();
  await expect(
    dialog().getByText("Closes the circle “First of all” → “Second” → “First of all”."),
  ).toBeVisible();
  await other.uncheck();
  await dialog().getByLabel("Deadline").pressSequentially("0102");
  await dialog().getByRole("button", { name: "Save" }).click();
  await expect(dialog().getByLabel("Deadline")).toHaveAttribute("aria-invalid", "true");
  await dialog().getByLabel("Deadline").fill("2099-01-02T03:04");
  await dialog().getByLabel("Required capabilities").fill("gpu");
  await dialog().getByRole("button", { name: "Save" }).click();
  await expect(dialog()).toBeHidden();
  await expect(page.getByRole("heading", { level: 1, name: "First of all" })).toBeVisible();
  const task = await callApi<TaskReply>(page, "GET", `/tasks/${first}`);
  expect(task).toMatchObject({ requiredCapabilities: ["gpu"], dependsOn: [] });
  expect(task.deadline).not.toBeNull();
});

test("the overview counts what no agent can do, and a finished task has no Edit", async () => {
  await open(page, room.url);
  const figure = page.getByRole("link", { name: /Nobody can do/ });
  await expect(figure).toContainText("Nobody can do1");
  await figure.click();
  await expect(page).toHaveURL(/\/tasks\?.*undoable=true/);
  await expect(page.getByText("1 task shown")).toBeVisible();
  await page.getByRole("link", { name: "First of all" }).click();
  await expect(page.getByRole("button", { name: "Edit", exact: true })).toBeVisible();
  const id = new URL(page.url()).pathname.split("/").at(-1);
  await callApi(page, "POST", `/tasks/${id}/cancel`, { reason: "Enough" });
  await expect(page.getByRole("button", { name: "Run again" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Edit", exact: true })).toBeHidden();
});
