import { afterEach, describe, expect, it } from "vitest";
import { POST as retryRoute } from "@/app/api/v1/reactions/[name]/failures/[event]/retry/route";
import { GET as reactionsRoute } from "@/app/api/v1/reactions/route";
import { type Tx, transact } from "@/lib/platform/db/transact";
import { startDispatcher } from "@/lib/platform/events/dispatch/dispatcher";
import { listReactions, type Reaction, reactTo } from "@/lib/platform/events/dispatch/reactions";
import type { Reactions } from "@/lib/platform/events/dispatch/schema";
import type { EventRecord } from "@/lib/platform/events/schema";
import { dispatcherLag, publishAll } from "@/lib/platform/events/service";
import { newId } from "@/lib/platform/ids";
import type { Stop } from "@/lib/platform/stop";
import "../support/embedded";
import { call } from "../support/call";
import { ADMIN, aPerson, unique } from "../support/makers";
import { auditOf, change, rows } from "../support/sql";

const LIMITS = { pollMs: 60, batch: 20, retryMs: [30, 30] };
const soon = { timeout: 30_000, interval: 15 };

let stop: Stop | undefined;
afterEach(async () => {
  await stop?.();
  stop = undefined;
  for (const { name } of listReactions())
    (globalThis as { omoiReactions?: Map<string, Reaction> }).omoiReactions?.delete(name);
  await change`DELETE FROM reaction_failures`;
  await change`DELETE FROM reactions`;
  await change`DELETE FROM rate_limits`;
});

async function publishTasks(count: number, type: EventRecord["type"] = "task.created"): Promise<string[]> {
  const entities = Array.from({ length: count }, () => newId("task"));
  const events = entities.map((entity) => ({ type, entity, projectId: null }));
  await transact("test", (tx) => publishAll(tx, ADMIN, events));
  return entities;
}

/** An effect in the database: a row for each event, in the order in which they came. */
async function note(tx: Tx, name: string, events: readonly EventRecord[]) {
  for (const { entity } of events) {
    await tx.$executeRaw`
      INSERT INTO rate_limits (key, points) VALUES (${`${name} ${entity}`}, 1)
      ON CONFLICT (key) DO UPDATE SET points = rate_limits.points + 1`;
  }
}

async function noted(name: string): Promise<Record<string, number>> {
  const found = await rows<{ key: string; points: number }>`
    SELECT key, points FROM rate_limits WHERE key LIKE ${`${name} %`}`;
  return Object.fromEntries(found.map(({ key, points }) => [key.split(" ")[1] ?? "", points]));
}

const once = (entities: string[]) => Object.fromEntries(entities.map((entity) => [entity, 1]));

async function started(...reactions: Reaction[]) {
  for (const reaction of reactions) reactTo(reaction);
  stop = startDispatcher(LIMITS);
  await expect.poll(() => rows`SELECT 1 FROM reactions`, soon).toHaveLength(reactions.length);
}

describe("a reaction", () => {
  it("gets every event of its types once, in their order, and no other", async () => {
    const name = unique("r");
    const seen: string[] = [];
    const run = async (tx: Tx, events: readonly EventRecord[]) => {
      await note(tx, name, events);
      seen.push(...events.map(({ entity }) => entity));
    };
    await started({ name, types: ["task.created"], run });
    await publishTasks(5, "task.updated");
    const mine = [...(await publishTasks(65)), ...(await publishTasks(3))];
    await expect.poll(() => seen, soon).toEqual(mine);
    expect(await noted(name)).toEqual(once(mine));
  });

  it("that throws in the middle of a batch has no effect of it left but those that succeed", async () => {
    const name = unique("r");
    let bad = "";
    const run = async (tx: Tx, events: readonly EventRecord[]) => {
      await note(tx, name, events);
      if (events.some(({ entity }) => entity === bad)) throw new Error("no such luck");
    };
    await started({ name, types: ["task.created"], run });
    const entities = Array.from({ length: 30 }, () => newId("task"));
    bad = entities[13] ?? "";
    const events = entities.map((entity) => ({ type: "task.created" as const, entity, projectId: null }));
    await transact("test", (tx) => publishAll(tx, ADMIN, events));
    const others = entities.filter((entity) => entity !== bad);
    await expect.poll(() => noted(name), soon).toEqual(once(others));
    await expect
      .poll(() => rows`SELECT 1 FROM reaction_failures WHERE next_try_at IS NULL`, soon)
      .toHaveLength(1);
    expect(await noted(name)).toEqual(once(others));
    // Repaired, and sent again by an admin, it is handled after all.
    const [failure] = (await listed()).failures;
    expect(failure).toMatchObject({ reaction: name, attempts: 3, error: "no such luck", nextTryAt: null });
    expect(failure?.event.entity).toBe(bad);
    const eventId = failure?.eventId ?? "";
    bad = "";
    const admin = await aPerson("admin");
    const params = { name, event: eventId };
    expect((await call(retryRoute, { method: "POST", person: admin, params })).status).toBe(200);
    await expect.poll(() => noted(name), soon).toEqual(once(entities));
    expect((await listed()).failures).toEqual([]);
    expect(await auditOf(eventId)).toMatchObject([{ act: "reaction.retry", actor: admin.id }]);
    expect((await call(retryRoute, { method: "POST", person: admin, params })).status).toBe(404);
  });

  it("that fails for a while is tried again, and does not hold up another", async () => {
    const [flaky, steady] = [unique("flaky"), unique("steady")];
    let failures = 0;
    const failing = async (tx: Tx, events: readonly EventRecord[]) => {
      await note(tx, flaky, events);
      failures += 1;
      if (failures <= 2) throw new Error("not yet");
    };
    await started(
      { name: flaky, types: ["task.created"], run: failing },
      { name: steady, types: ["task.created"], run: (tx, events) => note(tx, steady, events) },
    );
    const mine = await publishTasks(1);
    await expect.poll(() => noted(steady), soon).toEqual(once(mine));
    await expect.poll(() => noted(flaky), soon).toEqual(once(mine));
    expect(failures).toBe(3);
    await expect
      .poll(async () => (await dispatcherLag()).reactions.map(({ retrying }) => retrying), soon)
      .toEqual([0, 0]);
  });

  it("goes on where it was after a restart, also with what came meanwhile", async () => {
    const name = unique("r");
    const reaction: Reaction = { name, types: ["task.created"], run: (tx, events) => note(tx, name, events) };
    await started(reaction);
    const before = await publishTasks(3);
    await expect.poll(() => noted(name), soon).toEqual(once(before));
    await stop?.();
    const meanwhile = await publishTasks(25);
    const lag = (await dispatcherLag()).reactions.find((found) => found.name === name);
    expect(lag).toMatchObject({ eventsBehind: 25, parked: 0, retrying: 0 });
    expect(lag?.secondsBehind).toBeGreaterThan(0);
    stop = startDispatcher(LIMITS);
    await expect.poll(() => noted(name), soon).toEqual(once([...before, ...meanwhile]));
    expect(await dispatcherLag()).toMatchObject({ eventsBehind: 0, secondsBehind: 0 });
  });

  it("that is new starts at the present", async () => {
    await publishTasks(4);
    const name = unique("r");
    await started({ name, types: ["task.created"], run: (tx, events) => note(tx, name, events) });
    const mine = await publishTasks(1);
    await expect.poll(() => noted(name), soon).toEqual(once(mine));
  });
});

async function listed(): Promise<Reactions> {
  return (await call<Reactions>(reactionsRoute, { person: await aPerson("admin") })).json;
}
