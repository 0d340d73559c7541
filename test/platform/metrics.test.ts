import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { z } from "zod";
import { routes } from "@/app/api/v1/routes";
import { GET as scrapeRoute } from "@/app/metrics/route";
import { AppError } from "@/lib/platform/errors";
import { pollUntil } from "@/lib/platform/events/poll";
import { templateOf } from "@/lib/platform/http/observe";
import { allowedMethods } from "@/lib/platform/http/openapi";
import { route } from "@/lib/platform/http/route";
import { provideGauges } from "@/lib/platform/metrics/sources";
import { provideQueueGauges } from "@/lib/work/service/gauges";
import "../support/embedded";
import { toRequest } from "../support/call";
import { aKey, anAgent, aProject, aTask, claimNext } from "../support/makers";
import { followStream } from "../support/stream";

const TOKEN = "a-token-that-only-the-test-knows";
process.env.METRICS_TOKEN = TOKEN;

function scrapeAs(token: string | null): Promise<Response> {
  const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
  return scrapeRoute(toRequest({ path: "/metrics", headers }));
}

/** The value of one line of the metrics; undefined when there is no such line. */
async function metric(line: string): Promise<number | undefined> {
  const text = await (await scrapeAs(TOKEN)).text();
  const found = text.split("\n").find((candidate) => candidate.startsWith(`${line} `));
  return found === undefined ? undefined : Number(found.slice(line.length + 1));
}

describe("/metrics", () => {
  it("opens to the token alone", async () => {
    expect((await scrapeAs(TOKEN)).status).toBe(200);
    for (const wrong of [null, "", `${TOKEN}x`, TOKEN.slice(0, -1), "x".repeat(201)]) {
      const response = await scrapeAs(wrong);
      expect([wrong, response.status]).toEqual([wrong, 401]);
      expect(await response.text()).not.toContain("omoios_");
    }
  });

  it("keeps to Prometheus's names: a prefix, base units, _total for counters", async () => {
    const response = await scrapeAs(TOKEN);
    expect(response.headers.get("content-type")).toContain("text/plain");
    const types = [...(await response.text()).matchAll(/^# TYPE (\S+) (\S+)$/gm)];
    expect(types.length).toBeGreaterThan(20);
    for (const [, name = "", kind] of types) {
      expect(name).toMatch(/^(omoios|process|nodejs)_[a-z0-9_]+$/);
      if (name.startsWith("omoios_") && kind === "counter") expect(name).toMatch(/_total$/);
      if (kind === "histogram") expect(name).toMatch(/_seconds$/);
    }
    for (const [, name] of types) expect(name).not.toMatch(/_(ms|milliseconds|kb|minutes)$/);
  });
});

describe("a request", () => {
  const Params = z.object({ id: z.string() });
  const look = route(
    { summary: "test", scope: "work:read", params: Params, reply: z.object({}) },
    async () => ({}),
  );

  it("is counted by template and status, so that neither an id nor a path becomes a label", async () => {
    const key = await aKey();
    const request = toRequest({ path: "/api/v1/tasks/task_secret/log", key });
    await look(request, { params: Promise.resolve({ id: "task_secret" }) });
    expect(
      await metric('omoios_http_requests_total{method="GET",route="/tasks/{id}/log",status="200"}'),
    ).toBe(1);
    const refused = toRequest({ path: "/api/v1/tasks/task_secret/log" });
    await look(refused, { params: Promise.resolve({ id: "task_secret" }) });
    expect(
      await metric('omoios_http_requests_total{method="GET",route="/tasks/{id}/log",status="401"}'),
    ).toBe(1);
    expect(await (await scrapeAs(TOKEN)).text()).not.toContain("task_secret");
  });

  it("that waits in a long poll is open while it does, and its wait is no work", async () => {
    const key = await aKey();
    const wait = route({ summary: "test", scope: "work:read", reply: z.object({}) }, async () => {
      await pollUntil(async () => null, {
        matches: () => false,
        waitMs: 2000,
        everyMs: 1000,
        signal: undefined,
      });
      return {};
    });
    const started = performance.now();
    const reply = wait(toRequest({ path: "/api/v1/waits", key }), { params: Promise.resolve(undefined) });
    await expect.poll(() => metric("omoios_long_polls_open")).toBe(1);
    await reply;
    const all = (performance.now() - started) / 1000;
    expect(await metric("omoios_long_polls_open")).toBe(0);
    const seconds = await metric('omoios_http_request_duration_seconds_sum{method="GET",route="/waits"}');
    expect(seconds).toBeLessThan(all - 1.9);
  });

  it("names the template of every route there is", () => {
    for (const template of Object.keys(routes)) {
      const params: Record<string, string> = {};
      const path = template.replace(/\{(\w+)\}/g, (_, name) => {
        params[name] = `${name} of/it`;
        return encodeURIComponent(params[name] ?? "");
      });
      expect(templateOf(`/api/v1${path}`, params)).toBe(template);
    }
  });
});

it("an open event stream is counted until it ends", async () => {
  const stream = await followStream({ key: await aKey() });
  expect(await metric("omoios_event_streams_open")).toBe(1);
  stream.hangUp();
  await stream.ended;
  await expect.poll(() => metric("omoios_event_streams_open")).toBe(0);
});

describe("the queue", () => {
  beforeEach(() => provideQueueGauges());

  it("shows its open tasks, agents and the oldest wait; events count claims and failures", async () => {
    expect(await metric("omoios_oldest_pending_task_age_seconds")).toBeUndefined();
    const project = await aProject();
    await aTask({ project });
    await aTask({ project });
    const claimed = (await metric('omoios_events_total{type="task.claimed"}')) ?? 0;
    const agent = await anAgent({ project });
    await claimNext(agent);
    provideQueueGauges();
    expect(await metric('omoios_tasks{state="pending"}')).toBe(1);
    expect(await metric('omoios_tasks{state="claimed"}')).toBe(1);
    expect(await metric("omoios_live_attempts")).toBe(1);
    expect(await metric('omoios_agents{status="running"}')).toBe(1);
    expect(await metric("omoios_oldest_pending_task_age_seconds")).toBeGreaterThanOrEqual(0);
    expect(await metric('omoios_events_total{type="task.claimed"}')).toBe(claimed + 1);
    expect(await metric('omoios_use_case_duration_seconds_count{use_case="task.claim",outcome="done"}')).toBe(
      1,
    );
  });
});

describe("gauges", () => {
  const gauges = { omoios_test: { help: "test", labels: ["of"] } };
  let reads = 0;
  afterEach(() => provideGauges({ name: "test", gauges, read: async () => [] }));

  it("are read once, however many scrape at once and soon after", async () => {
    reads = 0;
    const read = async () => {
      reads += 1;
      return [{ gauge: "omoios_test", labels: { of: "a" }, value: reads }];
    };
    provideGauges({ name: "test", gauges, read });
    await Promise.all(Array.from({ length: 20 }, () => scrapeAs(TOKEN)));
    expect([reads, await metric('omoios_test{of="a"}')]).toEqual([1, 1]);
  });

  it("that cannot be read vanish, are counted, and leave the rest as it is", async () => {
    provideGauges({
      name: "test",
      gauges,
      read: async () => [{ gauge: "omoios_test", labels: { of: "a" }, value: 1 }],
    });
    expect(await metric('omoios_test{of="a"}')).toBe(1);
    provideGauges({ name: "test", gauges, read: () => Promise.reject(new AppError("unavailable", "no")) });
    expect(await metric('omoios_test{of="a"}')).toBeUndefined();
    expect(await metric('omoios_metrics_source_failures_total{source="test"}')).toBeGreaterThan(0);
    expect(await metric("omoios_long_polls_open")).toBe(0);
  });

  it("that hang hold a scrape up for a few seconds at most", async () => {
    provideGauges({ name: "test", gauges, read: () => new Promise(() => {}) });
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const scraping = scrapeAs(TOKEN);
    while (vi.getTimerCount() === 0) await new Promise(setImmediate);
    await vi.advanceTimersByTimeAsync(4500);
    expect((await scraping).status).toBe(200);
  });
});

it("allowed methods are those of the most exact route", () => {
  expect(allowedMethods(routes, "/tasks/claim")).toEqual(["OPTIONS", "POST"]);
  expect(allowedMethods(routes, "/tasks/task_x")).toEqual(["GET", "HEAD", "OPTIONS", "PATCH"]);
});
