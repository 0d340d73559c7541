// A machine that starts agents when asked: from its command to an agent that does a task, is drained, and is gone.
import { expect, type Page, test } from "@playwright/test";
import { axeFindings, sidewaysScroll, sidewaysTables } from "./support/accessibility";
import { RunnerHost } from "./support/host";
import { callApi, issueKey, joinAsFirstAdmin } from "./support/people";
import { ControlRoom } from "./support/server";

const FILE = `name: build-box-1
maxAgents: 2
templates:
  - name: coder
    command: [sh]
    capabilities: [typescript, react]
    capacity: 2
    model: scripted
  - name: reviewer
    command: [sh]
`;

interface Row {
  id: string;
  state: string;
}

test.describe.configure({ mode: "serial" });

let room: ControlRoom;
let page: Page;
let host: RunnerHost | undefined;

test.beforeAll(async ({ browser }) => {
  room = new ControlRoom();
  await room.start();
  page = await browser.newPage();
  await joinAsFirstAdmin(page, room);
});

test.afterAll(async () => {
  await host?.dispose();
  await room.dispose();
});

const panel = () => page.getByRole("region", { name: "build-box-1", exact: true });
const requests = () => panel().getByRole("table").getByRole("row");

test("the page says how to connect a host, and shows it once it is there", async () => {
  await page.goto(`${room.url}/agents`);
  await page.getByRole("link", { name: "Hosts" }).click();
  await expect(page.getByText("No hosts yet")).toBeVisible();
  await expect(page.getByText(`omoios.mjs host --url ${room.url}`)).toBeVisible();
  await expect(page.getByRole("button", { name: "Copy: Command that starts a host" })).toBeVisible();
  host = new RunnerHost(room, await issueKey(page, "host"), FILE);
  await expect(panel()).toContainText("Online");
  await expect(panel()).toContainText("0 of 2 agents");
  await expect(panel()).toContainText("scripted, 2 tasks at a time, typescript, react");
});

test("an agent is asked for by keyboard, is started, and does a task", async () => {
  await panel().getByRole("button", { name: "Start an agent" }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Start agent" }).click();
  await expect(dialog.getByLabel("Reason")).toBeFocused();
  await dialog.getByLabel("Reason").fill("The queue grows.");
  await page.keyboard.press("Tab");
  await dialog.getByRole("button", { name: "Start agent" }).press("Enter");
  await expect(dialog).toBeHidden();
  await expect(requests().nth(1)).toContainText(/Running.*coder.*build-box-1-coder-\w{6}.*The queue grows\./);
  await expect(panel()).toContainText("1 of 2 agents");

  const { items } = await callApi<{ items: Row[] }>(page, "GET", "/projects");
  const ticket = await callApi<Row>(page, "POST", "/tickets", { projectId: items[0]?.id, title: "Sums" });
  const fields = { ticketId: ticket.id, title: "Print", requiredCapabilities: ["react"] };
  const task = await callApi<Row>(page, "POST", "/tasks", { ...fields, description: "echo forty-two" });
  const stateOf = async () => (await callApi<Row>(page, "GET", `/tasks/${task.id}`)).state;
  await expect.poll(stateOf, { timeout: 15_000 }).toBe("completed");
});

test("the page is free of axe violations in both themes and does not scroll sideways", async ({
  browser,
}) => {
  const context = await browser.newContext({ storageState: await page.context().storageState() });
  const other = await context.newPage();
  for (const [width, height] of [
    [1440, 900],
    [390, 844],
  ] as const) {
    await other.setViewportSize({ width, height });
    await other.goto(`${room.url}/agents/hosts`);
    await expect(other.getByText("1 of 2 agents")).toBeVisible();
    await expect(other.getByRole("cell", { name: "The queue grows." })).toBeVisible();
    expect(await axeFindings(other)).toEqual([]);
    expect(await sidewaysScroll(other)).toBe(0);
    expect(await sidewaysTables(other)).toEqual([]);
  }
  await context.close();
});

test("the agent is drained from its page and ends; its host says so", async () => {
  await requests().nth(1).getByRole("link").click();
  await expect(page).toHaveURL(/\/agents\/agent_/);
  await expect(page.getByRole("heading", { name: /build-box-1-coder-/ })).toBeVisible();
  const itsHost = page.getByRole("link", { name: "build-box-1", exact: true });
  await expect(itsHost).toHaveAttribute("href", /^\/agents\/hosts.*#host_/);
  await page.getByRole("button", { name: /^Drain/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Drain agent" }).click();
  await expect(page.getByText("Retired").first()).toBeVisible();
  await page.goto(`${room.url}/agents/hosts`);
  await expect(requests().nth(1)).toContainText("Ended");
  await expect(panel()).toContainText("0 of 2 agents");
});

test("a host that is full says so, and drained from the page it ends with its agents", async () => {
  for (const reason of ["One", "Two"]) {
    await panel().getByRole("button", { name: "Start an agent" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Reason").fill(reason);
    await dialog.getByRole("button", { name: "Start agent" }).click();
    await expect(dialog).toBeHidden();
  }
  await expect(panel()).toContainText("All 2 places are taken.");
  await expect(requests().nth(1)).toContainText("Running");
  await expect(requests().nth(2)).toContainText("Running");
  await panel().getByRole("button", { name: "Drain build-box-1" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Drain host" }).click();
  expect(await host?.ended()).toBe(0);
  await page.getByLabel("Show retired").check();
  await expect(panel()).toContainText("Retired");
  await expect(panel()).toContainText("0 of 2 agents");
});
