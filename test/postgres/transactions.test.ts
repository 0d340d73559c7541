import { beforeAll, describe, expect, it } from "vitest";
import { POST as createTaskRoute } from "@/app/api/v1/tasks/route";
import { changeMember, findInvitation, openFirstRun } from "@/lib/platform/auth/service";
import { transact } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import { publish } from "@/lib/platform/events/service";
import { newId } from "@/lib/platform/ids";
import { call } from "../support/call";
import { ADMIN, aKey, aPerson, aProject, aTicket } from "../support/makers";
import { aServerDatabase } from "../support/server";
import { change, eventsOf, rows } from "../support/sql";

beforeAll(async () => {
  const { drop } = await aServerDatabase(16);
  return drop;
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("transactions that meet", () => {
  it("in a deadlock are both done: the one that PostgreSQL ends is tried again", async () => {
    const [a, b] = [await aProject(), await aProject()];
    let runs = 0;
    const touch = (first: string, second: string) =>
      transact("test", async (tx) => {
        runs += 1;
        await tx.$executeRaw`UPDATE projects SET version = version + 1 WHERE id = ${first}`;
        await pause(150);
        await tx.$executeRaw`UPDATE projects SET version = version + 1 WHERE id = ${second}`;
      });
    await Promise.all([touch(a.id, b.id), touch(b.id, a.id)]);
    const versions = await rows<{
      version: number;
    }>`SELECT version FROM projects WHERE id IN (${a.id}, ${b.id})`;
    expect(versions).toEqual([{ version: 3 }, { version: 3 }]);
    expect(runs).toBe(3);
  });

  it("to demote each other leave one admin, every time", async () => {
    for (let round = 0; round < 8; round += 1) {
      await change`UPDATE users SET role = 'lead' WHERE role = 'admin'`;
      const [one, two] = [await aPerson("admin"), await aPerson("admin")];
      const both = await Promise.allSettled([
        changeMember(one.actor, { id: two.id, role: "lead" }),
        changeMember(two.actor, { id: one.id, role: "lead" }),
      ]);
      expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
      for (const end of both)
        if (end.status === "rejected") expect(end.reason).toMatchObject({ code: "invalid_state" });
      expect(await rows`SELECT 1 FROM users WHERE role = 'admin' AND disabled_at IS NULL`).toHaveLength(1);
    }
  });

  it("to disable each other leave one active admin", async () => {
    await change`UPDATE users SET role = 'lead' WHERE role = 'admin'`;
    const [one, two] = [await aPerson("admin"), await aPerson("admin")];
    await Promise.allSettled([
      changeMember(one.actor, { id: two.id, disabled: true }),
      changeMember(two.actor, { id: one.id, disabled: true }),
    ]);
    expect(await rows`SELECT 1 FROM users WHERE role = 'admin' AND disabled_at IS NULL`).toHaveLength(1);
  });
});

describe("replicas that open the first run at once", () => {
  it("leave one link that works, so that there is one first admin", async () => {
    await change`DELETE FROM users`;
    for (let round = 0; round < 4; round += 1) {
      const links = await Promise.all(Array.from({ length: 4 }, () => openFirstRun()));
      const states = await Promise.all(
        links.map(async (token) => (await findInvitation(token ?? ""))?.state),
      );
      expect(states.filter((state) => state === "open")).toHaveLength(1);
    }
  });
});

describe("ten requests at once with one Idempotency-Key", () => {
  it("act once and are answered alike", async () => {
    const ticket = await aTicket();
    const key = await aKey({ scopes: ["work:write"] });
    const ask = (title = "t") =>
      call<{ id: string }>(createTaskRoute, {
        method: "POST",
        key,
        body: { ticketId: ticket.id, title },
        headers: { "idempotency-key": "once" },
      });
    const replies = await Promise.all(Array.from({ length: 10 }, () => ask()));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(replies.map(({ json }) => json.id)).size).toBe(1);
    expect(replies.filter(({ headers }) => !headers.has("idempotency-replayed"))).toHaveLength(1);
    expect(await rows`SELECT 1 FROM tasks WHERE ticket_id = ${ticket.id}`).toHaveLength(1);
    const [id] = replies.map(({ json }) => json.id);
    expect(await eventsOf(id ?? "")).toEqual(["task.created"]);
    expect((await ask("another")).status).toBe(422);
  });

  it("of which the first fails let another one act, once", async () => {
    const ticket = await aTicket();
    const key = await aKey({ scopes: ["work:write"] });
    let tries = 0;
    const { runInRequest } = await import("@/lib/platform/context");
    const idempotency = { actor: key.id, key: "k", requestHash: "h" };
    const act = () =>
      runInRequest({ requestId: newId("req"), idempotency }, () =>
        transact("test", async (tx) => {
          tries += 1;
          const isFirst = tries === 1;
          await publish(tx, ADMIN, { type: "ticket.updated", entity: ticket.id, projectId: null });
          await pause(50);
          if (isFirst) throw new AppError("conflict", "the first fails");
        }),
      );
    const ends = await Promise.allSettled(Array.from({ length: 5 }, act));
    expect(ends.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect((await eventsOf(ticket.id)).filter((type) => type === "ticket.updated")).toHaveLength(1);
  });
});
