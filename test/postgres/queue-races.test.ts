// Claimers and runners against each other on a real PostgreSQL: what the embedded database can never show.
import { beforeAll, describe, expect, it } from "vitest";
import { transact } from "@/lib/platform/db/transact";
import { newId } from "@/lib/platform/ids";
import { Heartbeat } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import { claimAtOnce } from "@/lib/work/store/claim";
import { ADMIN, anAgent, aProject, aTicket, type Held, type TestAgent } from "../support/makers";
import { countDeadlocks, many } from "../support/races";
import { aServerDatabase } from "../support/server";
import { change, eventsOf, rows } from "../support/sql";
import { complete, createAll, endHold, fail, hold, reserve, take, takeIds } from "../work/support/acts";

beforeAll(async () => {
  const { drop } = await aServerDatabase(24);
  return drop;
});

async function aQueue(count: number, row: Record<string, unknown> = {}) {
  const project = await aProject();
  const ticket = await aTicket({ project });
  const ids: string[] = [];
  for (let done = 0; done < count; done += 500) {
    ids.push(...(await createAll(ticket, Array(Math.min(500, count - done)).fill(row))).map(({ id }) => id));
  }
  return { project, ticket, ids };
}

/** Each agent's load is the number of attempts that it holds. */
async function expectTrueLoads(project: { id: string }) {
  const wrong = await rows`
    SELECT g.id, g.load, g.capacity, count(a.id)::int AS live
    FROM agents g LEFT JOIN attempts a ON a.agent_id = g.id AND a.ended_at IS NULL
    WHERE g.project_id = ${project.id} GROUP BY g.id HAVING g.load <> count(a.id) OR g.load > g.capacity`;
  expect(wrong).toEqual([]);
}

describe("claims that share a statement", () => {
  it("of agents that differ in capabilities give each only what it can do, each task once", async () => {
    const { project, ticket, ids } = await aQueue(40, { requiredCapabilities: ["rust"] });
    ids.push(
      ...(await createAll(ticket, Array(40).fill({ requiredCapabilities: ["go"] }))).map(({ id }) => id),
    );
    ids.push(...(await createAll(ticket, Array(40).fill({}))).map(({ id }) => id));
    const skills = [["rust"], ["go"], ["rust", "go"], []];
    const agents = await many(16, (n) =>
      anAgent({ project, capacity: 40, capabilities: skills[n % 4] ?? [] }),
    );
    const taken = await Promise.all(
      agents.map(async (agent, n) => {
        const mine: Held[] = [];
        for (let got = 1; got > 0; ) {
          const held = await take(agent, 1 + (n % 3));
          got = held.length;
          mine.push(...held);
          for (const { task } of held)
            expect(agent.agent.capabilities).toEqual(expect.arrayContaining(task.requiredCapabilities));
        }
        return mine;
      }),
    );
    expect(
      taken
        .flat()
        .map(({ task }) => task.id)
        .sort(),
    ).toEqual(ids.sort());
    expect(taken.filter((mine) => mine.length > 0).length).toBeGreaterThan(4);
    await expectTrueLoads(project);
  });

  it("of one agent on many replicas never exceed its capacity", async () => {
    const { project } = await aQueue(60);
    const { agent, key } = await anAgent({ project, capacity: 7 });
    // Each statement by itself, as replicas send them: nothing in this process puts them in a row.
    const replies = await many(12, () =>
      transact("test", (tx) => {
        const ids = (prefix: "att" | "evt") => Array.from({ length: 5 }, () => newId(prefix));
        const call = { agentId: agent.id, ownerId: key.id, ownerName: "k", correlationId: "c" };
        return claimAtOnce(tx, [{ ...call, attemptIds: ids("att"), eventIds: ids("evt") }], 60);
      }),
    );
    const claims = replies.flatMap(([mine]) => mine ?? []);
    expect(new Set(claims.map(({ task }) => task.id)).size).toBe(7);
    expect(claims).toHaveLength(7);
    await expectTrueLoads(project);
  });

  it("of one agent with reserved slots never fill them with other work", async () => {
    const { project } = await aQueue(30);
    const vip = await aTicket({ project });
    await createAll(vip, Array(30).fill({}));
    const agent = await anAgent({ project, capacity: 8 });
    await reserve(agent, 5, { kind: "ticket", ticketId: vip.id });
    const held = (await many(10, () => take(agent, 2))).flat();
    expect(held).toHaveLength(8);
    expect(held.filter(({ task }) => task.ticketId === vip.id)).toHaveLength(5);
    await expectTrueLoads(project);
  });
});

describe("results sent at once", () => {
  it("of the same attempt count once, and the load stays true", async () => {
    const { project } = await aQueue(20);
    const agent = await anAgent({ project, capacity: 20 });
    for (const one of await take(agent, 20)) {
      const replies = await Promise.allSettled([complete(one), complete(one), fail(one), complete(one)]);
      expect(replies.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      const ends = (await eventsOf(one.task.id)).filter((type) => /completed|failed/.test(type));
      expect(ends).toHaveLength(1);
    }
    await expectTrueLoads(project);
    expect((await work.getAgent(ADMIN, agent.agent.id)).load).toBe(0);
  });

  it("with heartbeats, claims, failures and expiries wait for each other in no circle", async () => {
    const { project } = await aQueue(600, { maxAttempts: 20 });
    const agents = await many(6, () => anAgent({ project, capacity: 6 }));
    const before = await countDeadlocks();
    const until = performance.now() + 4000;
    let count = 0;
    await Promise.all(
      agents.map(async (agent) => {
        while (performance.now() < until) {
          const held = await take(agent, 6);
          const attempts = held.map(({ ref }) => ref);
          const beats = () => work.beat(agent.key.actor, agent.agent.id, Heartbeat.parse({ attempts }));
          await Promise.all([
            beats(),
            ...held.map((one, n) => (n % 3 === 0 ? fail(one, true) : complete(one))),
            beats(),
            ...(count % 4 === 0 ? [work.expireLeases(), work.reviewAgents()] : []),
            takeIds(agent, 1),
          ]);
          count += 1;
          await change`UPDATE tasks SET available_at = now() WHERE id IN (
            SELECT id FROM tasks WHERE project_id = ${project.id} AND available_at > now() ORDER BY id FOR UPDATE)`;
        }
      }),
    );
    expect(count).toBeGreaterThan(20);
    expect((await countDeadlocks()) - before).toBe(0);
    await expectTrueLoads(project);
  });
});

describe("a hold placed while 16 agents claim", () => {
  it("lets nothing through that asks after it is there, and its end everything", async () => {
    const { project, ids } = await aQueue(400);
    const agents = await many(16, () => anAgent({ project, capacity: 100 }));
    let placed = false;
    const late: string[] = [];
    const taken: string[] = [];
    const run = async (agent: TestAgent) => {
      for (let n = 0; n < 60; n += 1) {
        const isLate = placed;
        const got = await takeIds(agent, 1);
        taken.push(...got);
        if (isLate) late.push(...got);
        if (isLate && n > 50) return;
      }
    };
    const running = agents.map(run);
    const one = await hold({ kind: "project", projectId: project.id });
    placed = true;
    await Promise.all([...running, work.tick()]);
    expect(late).toEqual([]);
    expect(taken.length).toBeLessThan(400);
    await endHold(one);
    await work.tick();
    for (const agent of agents) taken.push(...(await takeIds(agent, 400)));
    expect(taken.sort()).toEqual(ids.sort());
    await expectTrueLoads(project);
  });
});
