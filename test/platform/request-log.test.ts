import pino, { type Logger } from "pino";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { pollUntil } from "@/lib/platform/events/poll";
import { route } from "@/lib/platform/http/route";
import "../support/embedded";
import { call, toRequest } from "../support/call";
import { aKey } from "../support/makers";

process.env.TRUSTED_PROXIES = "1";
process.env.SLOW_REQUEST_MS = "400";

const holder = globalThis as { omoiLog?: Logger };
let lines: Record<string, unknown>[] = [];
// The first request of a process opens what the others find open, and may be slow.
beforeAll(async () => {
  await call(quick, { key: await aKey(), params: { id: "x" } });
});
beforeEach(() => {
  lines = [];
  const write = (line: string) => lines.push(JSON.parse(line));
  holder.omoiLog = pino({ base: null, formatters: { level: (label) => ({ level: label }) } }, { write });
});
afterEach(() => {
  delete holder.omoiLog;
});

const requests = () => lines.filter(({ msg }) => msg === "request" || msg === "slow request");
const make = (work: () => Promise<unknown>) =>
  route(
    {
      summary: "test",
      scope: "work:read",
      params: z.object({ id: z.string() }),
      query: z.strictObject({ token: z.string().optional() }),
      reply: z.object({}),
    },
    async () => {
      await work();
      return {};
    },
  );
const quick = make(async () => {});

describe("an API request", () => {
  it("is one line: method, template, status, time, actor and request id, and no secret", async () => {
    const key = await aKey();
    const request = toRequest({ path: "/api/v1/tasks/task_1?token=hush", key });
    const response = await quick(request, { params: Promise.resolve({ id: "task_1" }) });
    expect(requests()).toEqual([
      {
        ...{ level: "info", time: expect.any(Number), msg: "request", ms: expect.any(Number) },
        ...{ method: "GET", route: "/tasks/{id}", status: 200, actor: key.id },
        requestId: response.headers.get("x-request-id"),
      },
    ]);
    for (const secret of [key.secret, "hush", "task_1"]) expect(JSON.stringify(lines)).not.toContain(secret);
  });

  it("that is refused has a line too, without an actor", async () => {
    const { problem } = await call(quick, { params: { id: "x" } });
    expect(requests()).toEqual([expect.objectContaining({ status: 401, requestId: problem.requestId })]);
    expect(requests()[0]).not.toHaveProperty("actor");
  });

  it("that works for too long is a warning; one that only waited is none", async () => {
    const key = await aKey();
    const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    const wait = { matches: () => false, waitMs: 700, everyMs: 1000, signal: undefined };
    await call(
      make(() => pause(700)),
      { key, params: { id: "x" } },
    );
    await call(
      make(() => pollUntil(async () => null, wait)),
      { key, params: { id: "x" } },
    );
    expect(requests().map(({ level, msg }) => [level, msg])).toEqual([
      ["warn", "slow request"],
      ["info", "request"],
    ]);
    expect(requests()[1]?.waitedMs).toBeGreaterThan(600);
  });

  it("keeps its own id and notes that of a trusted proxy, unless it is malformed", async () => {
    const key = await aKey();
    for (const [sent, noted] of [
      ["abc-123", "abc-123"],
      ["<script>", undefined],
      ["x".repeat(129), undefined],
    ]) {
      lines = [];
      const { headers } = await call(quick, {
        key,
        params: { id: "x" },
        headers: { "x-request-id": sent ?? "" },
      });
      expect(headers.get("x-request-id")).toMatch(/^req_/);
      expect(requests()[0]?.proxyRequestId).toBe(noted);
    }
  });
});
