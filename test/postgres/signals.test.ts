import { beforeAll, describe, expect, it } from "vitest";
import { transact } from "@/lib/platform/db/transact";
import { publish } from "@/lib/platform/events/service";
import { onSignals, startSignals } from "@/lib/platform/events/signals";
import { newId } from "@/lib/platform/ids";
import { runChild } from "../support/child";
import { ADMIN } from "../support/makers";
import { aServerDatabase, onServer } from "../support/server";

let server: Awaited<ReturnType<typeof aServerDatabase>>;
beforeAll(async () => {
  server = await aServerDatabase(16);
  return server.drop;
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("another replica", () => {
  const environment = () => ({ DATABASE_URL: server.url, LOG_LEVEL: "silent" });

  it("is woken by what this one publishes, and wakes this one, well before anybody polls", async () => {
    const other = runChild(
      `
      const { startSignals, onSignals } = await load("lib/platform/events/signals.ts");
      const { transact } = await load("lib/platform/db/transact.ts");
      const { publish } = await load("lib/platform/events/service.ts");
      const { SYSTEM } = await load("lib/platform/auth/actor.ts");
      onSignals((signals) => { for (const { topic, id } of signals) say("heard " + topic + " " + id); });
      await startSignals();
      say("ready");
      process.stdin.on("data", async (line) => {
        const entity = String(line).trim();
        await transact("test", (tx) => publish(tx, SYSTEM, { type: "task.updated", entity, projectId: null }));
      });`,
      environment(),
    );
    const stopSignals = await startSignals();
    try {
      await other.line("ready");
      const entity = newId("task");
      await transact("test", (tx) => publish(tx, ADMIN, { type: "task.created", entity, projectId: null }));
      // It has no other way to hear of it.
      expect(await other.line("heard task.created")).toBe(entity);
      const back = newId("task");
      const heard = new Promise<{ topic: string; id: string }[]>((resolve) => {
        const stop = onSignals((signals) => {
          if (!signals.some((signal) => signal.id === back)) return;
          stop();
          resolve(signals);
        });
      });
      other.process.stdin?.write(`${back}\n`);
      expect(await heard).toEqual([{ topic: "task.updated", id: back }]);
      // What a replica announces comes back to it over the wire, and is not heard twice.
      expect(other.output().match(new RegExp(back, "g"))).toHaveLength(1);
    } finally {
      await stopSignals();
      await other.end();
    }
  });

  it("is woken for every one of many signals of one transaction", async () => {
    const other = runChild(
      `
      const { startSignals, onSignals } = await load("lib/platform/events/signals.ts");
      let count = 0;
      onSignals((signals) => { count += signals.length; if (count === 300) say("all"); });
      await startSignals();
      say("ready");
      process.stdin.resume();`,
      environment(),
    );
    try {
      await other.line("ready");
      const entities = Array.from({ length: 300 }, () => newId("task"));
      await transact("test", async (tx) => {
        for (const entity of entities)
          await publish(tx, ADMIN, { type: "task.created", entity, projectId: null });
      });
      await other.line("all");
    } finally {
      await other.end();
    }
  });

  it("gets the 150 signals of one transaction in one notification", async () => {
    const entities = Array.from({ length: 150 }, () => newId("task"));
    const heard: string[] = [];
    await onServer(server.url, async (client) => {
      client.on("notification", ({ payload = "" }) => heard.push(payload));
      await client.query("LISTEN omoi_signals");
      await transact("test", async (tx) => {
        for (const entity of entities)
          await publish(tx, ADMIN, { type: "task.created", entity, projectId: null });
      });
      for (let n = 0; n < 50 && heard.length === 0; n += 1) await pause(100);
      await pause(200);
    });
    expect(heard.map((packet) => JSON.parse(packet).signals)).toEqual([
      [{ topic: "task.created", id: entities }],
    ]);
  });

  it("whose listening connection is cut listens again", async () => {
    const heard: string[] = [];
    const stop = onSignals((signals) => heard.push(...signals.map(({ id }) => id)));
    const stopSignals = await startSignals();
    try {
      const listening = await onServer(server.url, (client) =>
        client.query(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query ILIKE 'LISTEN omoi%'",
        ),
      );
      expect(listening.rowCount).toBe(1);
      const packet = JSON.stringify({
        from: "another",
        signals: [{ topic: "task.created", id: "task_again" }],
      });
      for (let n = 0; n < 60 && !heard.includes("task_again"); n += 1) {
        await onServer(server.url, (client) =>
          client.query("SELECT pg_notify('omoi_signals', $1)", [packet]),
        );
        await pause(100);
      }
      expect(heard).toContain("task_again");
    } finally {
      stop();
      await stopSignals();
    }
  });
});
