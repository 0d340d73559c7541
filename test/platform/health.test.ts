import { afterEach, describe, expect, it } from "vitest";
import { GET as livez } from "@/app/livez/route";
import { GET as readyz } from "@/app/readyz/route";
import { database, replaceDatabase } from "@/lib/platform/db/client";
import { beginStopping } from "@/lib/platform/stop";
import "../support/embedded";
import { change } from "../support/sql";

const own = await database();
afterEach(() => {
  replaceDatabase(Promise.resolve(own));
  delete (globalThis as { omoiStopping?: AbortController }).omoiStopping;
});

/** The database as it would behave when queries end so; everything else of it is real. */
function withQueries(query: () => Promise<never>): void {
  const prisma = new Proxy(own.prisma, { get: () => query });
  replaceDatabase(Promise.resolve({ ...own, prisma }));
}

async function ask() {
  const response = await readyz();
  return { status: response.status, body: await response.json() };
}

describe("/readyz", () => {
  it("is 200 while the database answers and has this build's migrations", async () => {
    expect(await ask()).toEqual({ status: 200, body: { status: "ready", reasons: [] } });
  });

  it("is 503 and says so while the process stops", async () => {
    beginStopping();
    const { status, body } = await ask();
    expect([status, body.reasons]).toEqual([503, ["This process is stopping."]]);
  });

  it("is 503 when a migration is missing or did not end, and names it", async () => {
    await change`UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = '001_foundation'`;
    const { status, body } = await ask();
    await change`UPDATE _prisma_migrations SET finished_at = now() WHERE migration_name = '001_foundation'`;
    expect(status).toBe(503);
    expect(body.reasons).toEqual(["The database lacks migrations of this build: 001_foundation."]);
    expect((await ask()).status).toBe(200);
  });

  it("is 503 when the database refuses, without its words", async () => {
    withQueries(() => Promise.reject(new Error("password of user omoios is wrong")));
    const { status, body } = await ask();
    expect([status, body.reasons]).toEqual([503, ["The database does not answer. The log says why."]]);
  });

  it("is 503 in bounded time when the database hangs", async () => {
    withQueries(() => new Promise(() => {}));
    const started = performance.now();
    const { status, body } = await ask();
    expect(performance.now() - started).toBeLessThan(3000);
    expect([status, body.reasons]).toEqual([503, ["The database did not answer within 2 s."]]);
  });
});

it("/livez answers without a database: a restart would not mend one", async () => {
  replaceDatabase(Promise.reject(new Error("gone")).catch(() => undefined as never) as never);
  withQueries(() => new Promise(() => {}));
  const response = livez();
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ status: "alive" });
});
