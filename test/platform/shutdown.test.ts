import { get, type IncomingMessage } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { POST as claim } from "@/app/api/v1/tasks/claim/route";
import { beginStopping } from "@/lib/platform/stop";
import type { Claims } from "@/lib/work/schema";
import "../support/embedded";
import { call } from "../support/call";
import { type Child, runChild } from "../support/child";
import { aKey, anAgent, aProject } from "../support/makers";
import { countListeners } from "../support/still-clock";
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
    await expect.poll(countListeners).toBe(3);
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

  /** A server that answers `/held` when it is told to, `/endless` never, and all else at once. */
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
        say("asked " + request.url);
        if (request.url === "/held") process.stdin.once("data", () => response.end("done"));
        else if (request.url !== "/endless") response.end("done");
      });
      server.listen(0, "127.0.0.1", () => say("port " + server.address().port));`,
      { LOG_LEVEL: "silent", ...env },
    );
    return Number(await child.line("port"));
  }

  const ask = (port: number, path: string) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      get({ host: "127.0.0.1", port, path }, resolve).on("error", reject);
    });
  const exit = () => new Promise((resolve) => child.process.once("exit", resolve));
  /** How a short request ends: by an answer, by none, or by a refusal. */
  const outcome = (port: number) =>
    ask(port, "/").then(
      ({ headers }) => `answered, ${headers.connection}`,
      (error: NodeJS.ErrnoException) => error.code ?? error.message,
    );

  it("finishes the requests that run, takes no new ones, stops the rest and exits with 0", async () => {
    const port = await start();
    const running = ask(port, "/held");
    await child.line("asked /held");
    child.process.kill("SIGTERM");
    await expect.poll(() => outcome(port)).toBe("ECONNREFUSED");
    expect(child.process.exitCode).toBeNull();
    child.process.stdin?.write("go on");
    expect((await running).statusCode).toBe(200);
    expect(await exit()).toBe(0);
    expect(child.output()).toContain("flushed true");
  });

  it("cuts a request off that does not end, and is gone within ten seconds all the same", async () => {
    const port = await start();
    const endless = ask(port, "/endless").catch((error: Error) => error);
    await child.line("asked /endless");
    child.process.kill("SIGTERM");
    expect(await secondsOf(exit())).toBeLessThan(10);
    expect(child.process.exitCode).toBe(0);
    expect(await endless).toBeInstanceOf(Error);
  });

  it("still answers during SHUTDOWN_DELAY_SECONDS, on connections that close; a second signal skips the rest", async () => {
    const port = await start({ SHUTDOWN_DELAY_SECONDS: "30" });
    await ask(port, "/");
    child.process.kill("SIGTERM");
    await expect.poll(() => outcome(port)).toBe("answered, close");
    child.process.kill("SIGTERM");
    expect(await secondsOf(exit())).toBeLessThan(5);
    expect(child.process.exitCode).toBe(0);
  });
});
