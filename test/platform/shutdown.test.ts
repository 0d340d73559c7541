import { get, type IncomingMessage } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { POST as claim } from "@/app/api/v1/tasks/claim/route";
import { beginStopping } from "@/lib/platform/stop";
import type { Claims } from "@/lib/work/schema";
import "../support/embedded";
import { call } from "../support/call";
import { type Child, runChild } from "../support/child";
import { aKey, anAgent, aProject } from "../support/makers";
import { followStream } from "../support/stream";

afterEach(() => {
  delete (globalThis as { omoiStopping?: AbortController }).omoiStopping;
});

async function secondsOf(work: Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work;
  return (performance.now() - started) / 1000;
}

describe("when the process begins to stop", () => {
  it("waiting claims are answered at once and empty, and so are later ones, without haste", async () => {
    const { agent, key } = await anAgent({ project: await aProject() });
    const ask = () =>
      call<Claims>(claim, { method: "POST", key, body: { agentId: agent.id, waitMs: 20_000 } });
    const waiting = Promise.all([ask(), ask(), ask()]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    beginStopping();
    expect(await secondsOf(waiting)).toBeLessThan(1);
    for (const { status, json } of await waiting) expect([status, json.claims]).toEqual([200, []]);
    // Not in no time: whoever asks again at once must not do so a thousand times a second.
    const again = await secondsOf(ask());
    expect(again).toBeGreaterThan(0.3);
    expect(again).toBeLessThan(2);
  });

  it("event streams end, so that readers reconnect elsewhere; a new one ends at once", async () => {
    const key = await aKey();
    const stream = await followStream({ key });
    beginStopping();
    expect(await secondsOf(stream.ended)).toBeLessThan(1);
    const late = await followStream({ key });
    expect(await secondsOf(late.ended)).toBeLessThan(1);
  });
});

describe("a stopping server", () => {
  let child: Child;
  afterEach(() => child.end());

  /** A server that answers after as many milliseconds as its path says. */
  async function start(env: Record<string, string> = {}): Promise<number> {
    child = runChild(
      `
      const { createServer } = await import("node:http");
      const { stopOnSignals } = await load("lib/platform/shutdown.ts");
      let isClockStopped = false;
      stopOnSignals(
        [async () => { isClockStopped = true; }, () => Promise.reject(new Error("cannot stop"))],
        async () => say("flushed " + isClockStopped),
      );
      const server = createServer((request, response) => {
        setTimeout(() => response.end("done"), Number(request.url.slice(1)));
      });
      server.listen(0, "127.0.0.1", () => say("port " + server.address().port));`,
      { LOG_LEVEL: "silent", ...env },
    );
    return Number(await child.line("port"));
  }

  const ask = (port: number, ms: number) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      get({ host: "127.0.0.1", port, path: `/${ms}` }, resolve).on("error", reject);
    });
  const exit = () => new Promise((resolve) => child.process.once("exit", resolve));
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  it("finishes the requests that run, takes no new ones, stops the rest and exits with 0", async () => {
    const port = await start();
    const running = ask(port, 1500);
    await pause(300);
    child.process.kill("SIGTERM");
    await pause(200);
    await expect(ask(port, 0)).rejects.toThrow(/ECONNREFUSED/);
    expect((await running).statusCode).toBe(200);
    expect(await exit()).toBe(0);
    expect(child.output()).toContain("flushed true");
  });

  it("cuts a request off that does not end, and is gone within ten seconds all the same", async () => {
    const port = await start();
    const endless = ask(port, 600_000).catch((error: Error) => error);
    await pause(300);
    child.process.kill("SIGTERM");
    expect(await secondsOf(exit())).toBeLessThan(10);
    expect(child.process.exitCode).toBe(0);
    expect(await endless).toBeInstanceOf(Error);
  });

  it("still answers during SHUTDOWN_DELAY_SECONDS, on connections that close; a second signal skips the rest", async () => {
    const port = await start({ SHUTDOWN_DELAY_SECONDS: "30" });
    await ask(port, 0);
    child.process.kill("SIGTERM");
    await pause(200);
    const reply = await ask(port, 0);
    expect([reply.statusCode, reply.headers.connection]).toEqual([200, "close"]);
    child.process.kill("SIGTERM");
    expect(await secondsOf(exit())).toBeLessThan(5);
    expect(child.process.exitCode).toBe(0);
  });
});
