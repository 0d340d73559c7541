import { beforeAll, describe, expect, it } from "vitest";
import { transact } from "@/lib/platform/db/transact";
import * as work from "@/lib/work/service";
import { ADMIN, anAgent, aProject, aTask, aTicket, claimOne } from "../support/makers";
import { aServerDatabase } from "../support/server";
import { change, eventsOf, rows } from "../support/sql";

beforeAll(async () => {
  const { drop } = await aServerDatabase();
  return drop;
});

/** Tasks straight into the table: what is under test is claiming them. */
async function manyTasks(count: number) {
  const project = await aProject();
  const ticket = await aTicket({ project });
  await change`
    INSERT INTO tasks (id, project_id, ticket_id, phase, type, title, description, priority, required_capabilities,
      timeout_seconds, max_attempts, created_by)
    SELECT 'task_' || lpad(n::text, 26, '0'), ${project.id}, ${ticket.id}, 'BACKLOG', 'task', 't', '', 'MEDIUM', '{}', 60, 3, 'test'
    FROM generate_series(1, ${count}) n`;
  return { project, ticket };
}

describe("claimers at once", () => {
  it("never get the same task: 8 agents empty a queue of 200, each task once", async () => {
    const { project } = await manyTasks(200);
    const agents = await Promise.all(Array.from({ length: 8 }, () => anAgent({ project, capacity: 64 })));
    const taken = await Promise.all(
      agents.map(async ({ agent, key }, index) => {
        const mine: string[] = [];
        for (;;) {
          const { claims } = await work.claimTasks(key.actor, {
            agentId: agent.id,
            max: 1 + (index % 3),
            waitMs: 0,
          });
          mine.push(...claims.map((claim) => claim.task.id));
          if (claims.length === 0 || mine.length >= 60) return mine;
        }
      }),
    );
    const all = taken.flat();
    expect(new Set(all).size).toBe(all.length);
    expect(all).toHaveLength(200);
    // They did compete: no agent was served alone.
    expect(taken.filter((mine) => mine.length > 0).length).toBeGreaterThan(4);
    const [row] = await rows<{ attempts: number; live: number }>`
      SELECT count(*)::int AS attempts, count(DISTINCT task_id)::int AS live FROM attempts WHERE project_id = ${project.id}`;
    expect(row).toEqual({ attempts: 200, live: 200 });
  });

  it("of one agent never exceed its capacity together", async () => {
    const project = await aProject();
    const ticket = await aTicket({ project });
    for (let n = 0; n < 12; n += 1) await aTask({ ticket });
    const { agent, key } = await anAgent({ project, capacity: 5 });
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => work.claimTasks(key.actor, { agentId: agent.id, max: 3, waitMs: 0 })),
    );
    expect(replies.flatMap(({ claims }) => claims)).toHaveLength(5);
    const live = await rows`SELECT 1 FROM attempts WHERE agent_id = ${agent.id} AND ended_at IS NULL`;
    expect(live).toHaveLength(5);
  });

  it("get their claims in the order of the queue", async () => {
    const project = await aProject();
    const ticket = await aTicket({ project });
    const expected: string[] = [];
    for (let n = 0; n < 20; n += 1) expected.push((await aTask({ ticket })).id);
    const { agent, key } = await anAgent({ project, capacity: 20 });
    const { claims } = await work.claimTasks(key.actor, { agentId: agent.id, max: 20, waitMs: 0 });
    expect(claims.map((claim) => claim.task.id)).toEqual(expected);
  });
});

describe("two replicas' clocks at once", () => {
  it("bring a task with an ended lease back once", async () => {
    const held = await Promise.all(Array.from({ length: 10 }, () => claimOne()));
    const ids = held.map(({ ref }) => ref.attemptId);
    await change`UPDATE attempts SET lease_until = now() - interval '1 second' WHERE id = ANY(${ids})`;
    await Promise.all(Array.from({ length: 6 }, () => work.expireLeases()));
    for (const { task } of held) {
      const events = await eventsOf(task.id);
      expect(events.filter((type) => type === "task.lease_lost")).toHaveLength(1);
      expect(events.filter((type) => type === "task.retried")).toHaveLength(1);
      expect(await work.getTask(ADMIN, task.id)).toMatchObject({ state: "pending", attemptCount: 1 });
    }
  });

  it("do not take a task whose heartbeat is just being committed", async () => {
    const { task, ref } = await claimOne();
    await change`UPDATE attempts SET lease_until = now() - interval '1 second' WHERE id = ${ref.attemptId}`;
    const [extended, committed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const beating = transact("test", async (tx) => {
      await tx.$executeRaw`UPDATE attempts SET lease_until = now() + interval '60 seconds' WHERE id = ${ref.attemptId}`;
      extended.resolve();
      await committed.promise;
    });
    await extended.promise;
    const expiring = work.expireLeases();
    await new Promise((resolve) => setTimeout(resolve, 300));
    committed.resolve();
    await Promise.all([beating, expiring]);
    expect((await work.getTask(ADMIN, task.id)).state).toBe("claimed");
  });

  it("close an overdue cancel once", async () => {
    const held = await Promise.all(Array.from({ length: 10 }, () => claimOne()));
    for (const { task } of held) await work.cancelTask(ADMIN, task.id, { reason: "r", graceSeconds: 0 });
    const ids = held.map(({ task }) => task.id);
    await change`UPDATE tasks SET cancel_deadline = now() - interval '1 second' WHERE id = ANY(${ids})`;
    await Promise.all(Array.from({ length: 6 }, () => work.closeOverdueStops()));
    for (const { task } of held) {
      expect((await eventsOf(task.id)).filter((type) => type === "task.cancelled")).toHaveLength(1);
    }
  });

  it("lose a silent agent once, and retire a drained one once", async () => {
    const project = await aProject();
    const [silent, drained] = [await anAgent({ project }), await anAgent({ project })];
    await change`UPDATE agents SET last_heartbeat_at = now() - interval '1 day' WHERE id = ${silent.agent.id}`;
    await work.drainAgent(ADMIN, drained.agent.id);
    await Promise.all(Array.from({ length: 6 }, () => work.reviewAgents()));
    expect((await eventsOf(silent.agent.id)).filter((type) => type === "agent.lost")).toHaveLength(1);
    expect((await eventsOf(drained.agent.id)).filter((type) => type === "agent.retired")).toHaveLength(1);
  });
});

describe("a runner against everybody", () => {
  it("that completes while it is cancelled, expired and beaten ends in exactly one way", async () => {
    const outcomes = new Set<string>();
    for (let n = 0; n < 30; n += 1) {
      const held = await claimOne();
      const { actor } = held.key;
      const { task, ref } = held;
      await change`UPDATE attempts SET lease_until = now() - interval '1 second' WHERE id = ${ref.attemptId}`;
      await Promise.allSettled(
        [
          () => work.completeTask(actor, task.id, { ...ref, result: { n: "1" }, usage: null }),
          () => work.cancelTask(ADMIN, task.id, { reason: "r", graceSeconds: 0 }),
          () => work.expireLeases(),
          () =>
            work.beat(actor, held.agent.id, {
              attempts: [{ ...ref, stopped: true }],
              isDraining: false,
              waitMs: 0,
            }),
        ]
          .sort(() => Math.random() - 0.5)
          .map((act) => act()),
      );
      const ends = (await eventsOf(task.id)).filter((type) => /completed|cancelled|lease_lost/.test(type));
      const [row] = await rows<{ state: string; live: number }>`
        SELECT state, (SELECT count(*)::int FROM attempts a WHERE a.task_id = t.id AND ended_at IS NULL) AS live
        FROM tasks t WHERE id = ${task.id}`;
      const isHeld = row?.state === "claimed" || row?.state === "running";
      expect(row?.live).toBe(isHeld ? 1 : 0);
      expect(ends.filter((type) => type === "task.completed").length).toBe(
        row?.state === "completed" ? 1 : 0,
      );
      expect(new Set(ends).size).toBe(ends.length);
      outcomes.add(row?.state ?? "");
    }
    expect(outcomes.size).toBeGreaterThan(1);
  });

  it("wakes at a new task although it is one of many that wait", async () => {
    const project = await aProject();
    const waiting = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const { agent, key } = await anAgent({ project });
        return { agent, key };
      }),
    );
    const asked = waiting.map(({ agent, key }) =>
      work
        .claimTasks(key.actor, { agentId: agent.id, max: 1, waitMs: 30_000 })
        .then(({ claims }) => claims.length),
    );
    const ticket = await aTicket({ project });
    for (let n = 0; n < 6; n += 1) await aTask({ ticket });
    expect(await Promise.all(asked)).toEqual([1, 1, 1, 1, 1, 1]);
  });
});
