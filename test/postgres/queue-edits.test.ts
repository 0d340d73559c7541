// Edits of the queue against what ends meanwhile, and replicas' clocks against each other, on a real PostgreSQL.
import { beforeAll, describe, expect, it } from "vitest";
import { transact } from "@/lib/platform/db/transact";
import { CreateTask } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import { enqueue } from "@/lib/work/service/enqueue";
import { ADMIN, anAgent, aProject, aTask, aTicket, claimOne } from "../support/makers";
import { many } from "../support/races";
import { aServerDatabase } from "../support/server";
import { change, eventsOf, rows } from "../support/sql";
import {
  complete,
  createAll,
  fail,
  hold,
  override,
  reserve,
  statesOf,
  take,
  takeIds,
  update,
} from "../work/support/acts";

beforeAll(async () => {
  const { drop } = await aServerDatabase(24);
  return drop;
});

describe("a dependency and the end of what it waits for", () => {
  it("at once leave the waiting task neither stuck nor early, whichever is first", async () => {
    const outcomes = new Set<number>();
    for (let n = 0; n < 24; n += 1) {
      const held = await claimOne();
      const ticket = { id: held.task.ticketId };
      const next = await aTask({ ticket });
      // The result comes first, in between, or last.
      const pause = (at: number) =>
        new Promise((resolve) => setTimeout(resolve, at === 0 ? (n % 4) * 8 : n % 3));
      const acts = [
        () => complete(held),
        () => aTask({ ticket, dependsOn: [held.task.id] }),
        () => update(next, { dependsOn: [held.task.id] }),
      ];
      const [, made] = await Promise.all(acts.map((act, at) => pause(at).then(act)));
      outcomes.add(made?.openDependencies ?? -1);
      const [counts] = await rows<{ open: number; dependants: number }>`
        SELECT sum(open_dependencies)::int AS open, max(dependants)::int AS dependants FROM tasks WHERE ticket_id = ${ticket.id}`;
      expect(counts).toEqual({ open: 0, dependants: 2 });
    }
    expect([...outcomes].sort()).toEqual([0, 1]);
  });

  it("that fails at once fail the waiting task or refuse it, and leave none waiting", async () => {
    for (let n = 0; n < 12; n += 1) {
      const held = await claimOne();
      const ticket = { id: held.task.ticketId };
      await Promise.allSettled([fail(held), aTask({ ticket, dependsOn: [held.task.id] })]);
      const left = await rows`SELECT state FROM tasks WHERE ticket_id = ${ticket.id} AND state <> 'failed'`;
      expect(left).toEqual([]);
    }
  });

  it("in both directions at once never close a circle", async () => {
    for (let n = 0; n < 4; n += 1) {
      const [a = "", b = ""] = (await createAll(await aTicket(), [{}, {}])).map(({ id }) => id);
      const both = await Promise.allSettled([
        update({ id: a }, { dependsOn: [b] }),
        update({ id: b }, { dependsOn: [a] }),
      ]);
      expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
      expect(await rows`SELECT 1 FROM task_dependencies WHERE task_id IN (${a}, ${b})`).toHaveLength(1);
    }
  });

  it("of sides of a diamond that complete at once free its end once", async () => {
    for (let n = 0; n < 6; n += 1) {
      const project = await aProject();
      const ticket = await aTicket({ project });
      const keys = ["a", "b", "c", "d"];
      const made = await createAll(ticket, [...keys.map((key) => ({ key })), { dependsOnKeys: keys }]);
      const agents = await many(4, () => anAgent({ project }));
      const held = (await Promise.all(agents.map((agent) => take(agent)))).flat();
      await Promise.all(held.map(complete));
      const last = made.at(-1)?.id ?? "";
      expect((await eventsOf(last)).filter((type) => type === "task.unblocked")).toHaveLength(1);
      const [first] = agents;
      expect(first && (await takeIds(first))).toEqual([last]);
    }
  });
});

describe("an override and a new task of its ticket", () => {
  /** Creates a task in a transaction that stays open until `commit`. */
  async function aSlowTask(ticket: { id: string }) {
    const [made, commit] = [Promise.withResolvers<string>(), Promise.withResolvers<void>()];
    const done = transact("test", async (tx) => {
      const row = {
        ...CreateTask.parse({ ticketId: ticket.id, title: "t", priority: "LOW" }),
        dependsOnKeys: [],
      };
      const [id = ""] = await enqueue(tx, ADMIN, [row]);
      made.resolve(id);
      await commit.promise;
    });
    const finish = () => {
      commit.resolve();
      return done;
    };
    return { id: await made.promise, commit: finish };
  }
  const priorityOf = async (id: string) => (await work.getTask(ADMIN, id)).priority;
  const soon = () => new Promise((resolve) => setTimeout(resolve, 200));

  it("that ends while the task is being created leaves it its own priority", async () => {
    const ticket = await aTicket();
    const placed = await override({ kind: "ticket", ticketId: ticket.id }, "CRITICAL");
    const slow = await aSlowTask(ticket);
    const ending = work.endOverride(ADMIN, placed.id, {});
    await soon();
    await Promise.all([slow.commit(), ending]);
    expect(await priorityOf(slow.id)).toBe("LOW");
  });

  it("that is placed while the task is being created covers it", async () => {
    const ticket = await aTicket();
    const slow = await aSlowTask(ticket);
    const placing = override({ kind: "ticket", ticketId: ticket.id }, "CRITICAL");
    await soon();
    await Promise.all([slow.commit(), placing]);
    expect(await priorityOf(slow.id)).toBe("CRITICAL");
  });
});

describe("two replicas' clocks at once", () => {
  it("end deadlines, timeouts, holds, overrides and reservations once each", async () => {
    const held = await many(4, () => claimOne({ timeoutSeconds: 10 }));
    const late = await many(4, () => aTask());
    const scope = { kind: "project", projectId: (await aProject()).id } as const;
    const more = { expiresInSeconds: 60 };
    const [first] = held;
    if (!first) throw new Error("Four were asked for.");
    const overlays = [
      await hold(scope, more),
      await override({ kind: "task", taskId: late[0]?.id ?? "" }, "HIGH", more),
      await reserve(first, 1, scope, more),
    ];
    await change`UPDATE attempts SET claimed_at = now() - interval '1 hour' WHERE id = ANY(${held.map(({ ref }) => ref.attemptId)})`;
    await change`UPDATE tasks SET deadline = now() - interval '1 second' WHERE id = ANY(${late.map(({ id }) => id)})`;
    for (const table of ["holds", "priority_overrides", "capacity_reservations"] as const) {
      const id = overlays.map((one) => one.id);
      if (table === "holds") await change`UPDATE holds SET expires_at = now() WHERE id = ANY(${id})`;
      else if (table === "priority_overrides")
        await change`UPDATE priority_overrides SET expires_at = now() WHERE id = ANY(${id})`;
      else await change`UPDATE capacity_reservations SET expires_at = now() WHERE id = ANY(${id})`;
    }
    await many(6, () => work.tick());
    await many(2, () => work.tick());
    for (const { task } of held) {
      expect((await eventsOf(task.id)).filter((type) => type === "task.cancel_requested")).toHaveLength(1);
    }
    for (const { id } of late)
      expect((await eventsOf(id)).filter((type) => type === "task.failed")).toHaveLength(1);
    expect(await statesOf(late.map(({ id }) => id))).toEqual(Array(4).fill("failed"));
    for (const { id } of overlays)
      expect((await eventsOf(id)).filter((type) => type.endsWith(".ended"))).toHaveLength(1);
  });
});
