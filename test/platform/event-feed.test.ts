import { expect, it } from "vitest";
import * as eventsRoute from "@/app/api/v1/events/route";
import { transact } from "@/lib/platform/db/transact";
import type { EventsPage } from "@/lib/platform/events/schema";
import { publish } from "@/lib/platform/events/service";
import { newId } from "@/lib/platform/ids";
import "../support/embedded";
import { call } from "../support/call";
import { ADMIN, aKey, aProject } from "../support/makers";

const page = async (key: Awaited<ReturnType<typeof aKey>>, query: Record<string, string | number>) =>
  (await call<EventsPage>(eventsRoute.GET, { key, query })).json;

it("the way back through older events meets each once, newest first, whatever comes meanwhile", async () => {
  const project = await aProject();
  const key = await aKey({ scopes: ["work:read"], project });
  const entity = newId("tkt");
  const happen = () =>
    transact("test", async (tx) => {
      for (let count = 0; count < 3; count += 1) {
        await publish(tx, ADMIN, { type: "ticket.updated", entity, projectId: project.id });
      }
    });
  for (let round = 0; round < 4; round += 1) await happen();
  const all = (await page(key, { entity, limit: 200 })).items.map(({ id }) => id);
  expect(all).toHaveLength(12);

  const met: string[] = [];
  let before: string | null = null;
  do {
    const query: Record<string, string | number> = { entity, limit: 5, ...(before ? { before } : {}) };
    const { items, olderCursor, nextCursor } = await page(key, query);
    expect(nextCursor).toBeNull();
    met.push(...items.map(({ id }) => id));
    before = olderCursor;
    await happen();
  } while (before !== null);
  expect(met).toEqual(all);
});

it("there is no way back from the last page, nor from events read onwards", async () => {
  const project = await aProject();
  const key = await aKey({ scopes: ["work:read"], project });
  const first = await page(key, { limit: 200 });
  expect(first.olderCursor).toBeNull();
  const onwards = await page(key, { after: first.items.at(-1)?.cursor ?? "", limit: 1 });
  expect(onwards.olderCursor).toBeNull();
});

it("a cursor that is none is refused with a pointer at it", async () => {
  const key = await aKey({ scopes: ["work:read"] });
  const { status, problem } = await call(eventsRoute.GET, { key, query: { before: "yesterday" } });
  expect([status, problem.issues?.[0]?.pointer]).toEqual([400, "/before"]);
});
