// Operations on the production build: the system page, the API reference, traces, and how a server stops.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, type Page, test } from "@playwright/test";
import { axeFindings, sidewaysScroll, sidewaysTables } from "./support/accessibility";
import { callApi, issueKey, joinAsFirstAdmin, signIn } from "./support/people";
import { ControlRoom } from "./support/server";

test.describe.configure({ mode: "serial" });

const METRICS_TOKEN = "a-token-for-the-scraper";

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
}

/** Takes traces as an OpenTelemetry collector does (OTLP over HTTP, JSON). */
class Collector {
  readonly spans: Span[] = [];
  #server: Server | undefined;

  async start(): Promise<string> {
    const server = createServer(async (request, response) => {
      let text = "";
      for await (const chunk of request) text += chunk;
      const { resourceSpans = [] } = JSON.parse(text) as {
        resourceSpans?: { scopeSpans: { spans: Span[] }[] }[];
      };
      this.spans.push(...resourceSpans.flatMap((one) => one.scopeSpans.flatMap(({ spans }) => spans)));
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  stop() {
    this.#server?.closeAllConnections();
    this.#server?.close();
  }
}

const collector = new Collector();
let room: ControlRoom;
let key = "";

test.beforeAll(async () => {
  room = new ControlRoom({
    METRICS_TOKEN,
    LOG_LEVEL: "info",
    OTEL_EXPORTER_OTLP_ENDPOINT: await collector.start(),
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    OTEL_BSP_SCHEDULE_DELAY: "200",
  });
  await room.start();
});
test.afterAll(async () => {
  await room.dispose();
  collector.stop();
});

async function isAccessible(page: Page): Promise<void> {
  expect(await axeFindings(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await sidewaysScroll(page)).toBe(0);
  await page.setViewportSize({ width: 1440, height: 900 });
}

test("the system page shows this process, the database and the jobs, and follows them", async ({ page }) => {
  await joinAsFirstAdmin(page, room);
  key = await issueKey(page, "ops", ["work:run", "work:read", "work:write"]);
  await page.getByRole("link", { name: "System" }).click();
  await expect(page.getByText("OK", { exact: true })).toBeVisible();
  const replicas = page.getByRole("region", { name: "Replicas" });
  await expect(replicas.getByText("answered this")).toBeVisible();
  await expect(page.getByText("Embedded (PGlite), inside this process")).toBeVisible();
  await expect(page.getByRole("region", { name: "Background jobs" }).getByText("housekeeping")).toBeVisible();
  await expect(page.getByText("004_replicas")).toBeVisible();
  await isAccessible(page);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await sidewaysTables(page)).toEqual([]);
  await page.setViewportSize({ width: 1440, height: 900 });
  const asked = page.waitForResponse((response) => response.url().endsWith("/api/v1/system"), {
    timeout: 8000,
  });
  expect((await asked).status()).toBe(200);
});

test("the API reference opens from the account menu, is searched by keyboard and has an address for each operation", async ({
  page,
}) => {
  // Its pages are long, and axe looks at every cell in both themes.
  test.slow();
  await signIn(page, room);
  await page.getByRole("button", { name: /Ada Admin/ }).click();
  await page.getByRole("link", { name: "API reference" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "API reference" })).toBeVisible();
  await isAccessible(page);
  await page.getByLabel("Search operations").focus();
  await page.keyboard.type("claim wait");
  await expect(page.getByRole("status").filter({ hasText: /^1 of \d+$/ })).toBeVisible();
  await expect(page).toHaveURL(/q=claim/);
  await page.getByRole("link", { name: /\/tasks\/claim/ }).press("Enter");
  await expect(page).toHaveURL(`${room.url}/docs/api/tasks#postTasksClaim`);
  await expect(page.getByRole("article", { name: /\/tasks\/claim/ })).toBeInViewport();
  await isAccessible(page);
});

test("the API reference is open to anybody, as its OpenAPI document is", async ({ page }) => {
  await page.context().clearCookies();
  await page.goto(`${room.url}/docs/api/agents`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("/agents");
});

test("a method that an endpoint does not have is a problem that names those it has", async () => {
  const response = await fetch(`${room.url}/api/v1/tasks/claim`, { method: "DELETE" });
  expect([response.status, response.headers.get("allow")]).toEqual([405, "OPTIONS, POST"]);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(response.headers.get("ratelimit")).toMatch(/^"address";r=\d+;t=\d+$/);
  expect(await response.json()).toMatchObject({ status: 405, code: "method_not_allowed" });
});

test("metrics need the token and count requests of every bundle by their template", async () => {
  expect((await fetch(`${room.url}/metrics`)).status).toBe(401);
  const headers = { authorization: `Bearer ${METRICS_TOKEN}` };
  const text = await (await fetch(`${room.url}/metrics`, { headers })).text();
  expect(text).toMatch(/omoios_http_requests_total\{method="POST",route="\/keys",status="201"\} 1/);
  expect(text).toMatch(/omoios_use_case_duration_seconds_count\{use_case="replica.beat",outcome="done"\} \d/);
  expect(text).toMatch(/omoios_tasks\{state="pending"\} 0/);
  expect(text).toMatch(/omoios_jobs\{queue="housekeeping",state="waiting"\} 0/);
});

test("a request's use case arrives at the collector as a span of the request's trace", async ({ page }) => {
  await signIn(page, room);
  const { items } = await callApi<{ items: { id: string }[] }>(page, "GET", "/projects");
  await callApi(page, "POST", "/tickets", { projectId: items[0]?.id, title: "Traced" });
  await expect.poll(() => collector.spans.some(({ name }) => name === "ticket.create")).toBe(true);
  const useCase = collector.spans.find(({ name }) => name === "ticket.create");
  await expect
    .poll(() => collector.spans.filter(({ traceId }) => traceId === useCase?.traceId).map(({ name }) => name))
    .toEqual(expect.arrayContaining([expect.stringMatching(/POST .*\/api\/v1\/tickets/)]));
  expect(useCase?.parentSpanId).toBeTruthy();
});

test("SIGTERM answers 50 waiting claims at once, ends streams, and the server is gone within ten seconds", async () => {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const post = (path: string, body: unknown) =>
    fetch(`${room.url}/api/v1${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  const { agent } = (await (await post("/agents", { name: "waiter" })).json()) as { agent: { id: string } };
  const claims = Array.from({ length: 50 }, () =>
    post("/tasks/claim", { agentId: agent.id, waitMs: 30_000 }),
  );
  const streams = await Promise.all([1, 2].map(() => fetch(`${room.url}/api/v1/events/stream`, { headers })));
  const read = streams.map((stream) => stream.text());
  const scraper = { authorization: `Bearer ${METRICS_TOKEN}` };
  const open = async () => (await fetch(`${room.url}/metrics`, { headers: scraper })).text();
  await expect.poll(open, { timeout: 15_000 }).toContain("omoios_long_polls_open 50");

  const started = performance.now();
  const gone = room.stop("SIGTERM");
  for (const claim of claims) {
    const response = await claim;
    expect([response.status, await response.json()]).toEqual([200, { claims: [] }]);
  }
  const answeredMs = Math.round(performance.now() - started);
  await Promise.all(read);
  await gone;
  const goneMs = Math.round(performance.now() - started);
  test
    .info()
    .annotations.push({ type: "measured", description: `answered ${answeredMs} ms, gone ${goneMs} ms` });
  expect(answeredMs).toBeLessThan(3000);
  expect(goneMs).toBeLessThan(10_000);
  expect(room.exitCode).toBe(0);
  expect(room.output).toContain('"msg":"stopped"');
});

test("a page follows again by itself when the server is back", async ({ page }) => {
  await room.start();
  await signIn(page, room);
  await page.goto(`${room.url}/system`);
  await expect(page.getByText("OK", { exact: true })).toBeVisible();
  await room.stop("SIGTERM");
  await expect(page.getByText("Reconnecting").first()).toBeVisible({ timeout: 15_000 });
  await room.start();
  await expect(page.getByText("Live", { exact: true })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText("OK", { exact: true })).toBeVisible({ timeout: 15_000 });
});
