// One budget, and all who would spend it at once, on a real PostgreSQL and through two pools, as two replicas have.
import Big from "big.js";
import { beforeAll, describe, expect, it } from "vitest";
import * as costs from "@/lib/costs/service";
import { recordEnds } from "@/lib/costs/service/ends";
import { recordMetered } from "@/lib/costs/service/metered";
import { settleParking } from "@/lib/costs/service/parking";
import { endForgotten, releaseCall, reserveCall } from "@/lib/costs/service/reserve";
import { transact } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import { nothingKeeps } from "@/lib/work/store/holds";
import { aBudget, getBudget, MODEL, spend } from "../costs/support/costs";
import { aNorm, expectTrueReserved, reservedOf } from "../costs/support/reserved";
import { ADMIN, anAgent, aProject, aTicket, type Held, unique } from "../support/makers";
import { countDeadlocks, many } from "../support/races";
import { aServerOfTwoPools } from "../support/server";
import { change, rows } from "../support/sql";
import { complete, createAll, fail, take } from "../work/support/acts";

beforeAll(async () => {
  const { drop } = await aServerOfTwoPools(12);
  return drop;
});

interface Place {
  projectId: string;
  ticketId: string | null;
  taskId: string | null;
  agentId: string | null;
  phase: string | null;
}

const placeOf = (project: { id: string }, more: Partial<Place> = {}): Place => ({
  projectId: project.id,
  ticketId: null,
  taskId: null,
  agentId: null,
  phase: null,
  ...more,
});

/** One call through the gateway's two steps: reserved, made for this much, recorded. False when it was refused. */
async function call(place: Place, reserve: string, usd: number): Promise<boolean> {
  const got = await reserveCall(ADMIN, place, reserve, 60_000);
  if ("refused" in got) return false;
  const { projectId, ticketId, taskId, agentId, phase } = place;
  const about = Object.fromEntries(
    Object.entries({ projectId, ticketId, taskId, agentId, phase }).filter(([, value]) => value !== null),
  );
  const tokens = { input: Math.round(usd * 1e6), cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 0 };
  const externalId = unique("call");
  const record = () =>
    recordMetered(ADMIN, "gateway", [
      {
        ...about,
        ...MODEL,
        externalId,
        tokens,
        reportedCost: null,
        occurredAt: new Date(),
        reservationId: got.reservationId,
      },
    ]);
  // What was spent is told again when the database was too busy to hear of it.
  for (let tries = 1; ; tries += 1) {
    try {
      await record();
      break;
    } catch (error) {
      if (tries > 5 || !(error instanceof AppError && error.code === "unavailable")) throw error;
    }
  }
  return true;
}

/** Looks at a budget until told to stop; returns the least that was ever left. */
function watch(id: string) {
  const seen: Big[] = [];
  let stopped = false;
  const looking = (async () => {
    while (!stopped) {
      const [row] = await rows<{
        left: string;
      }>`SELECT budget_left(b)::text AS left FROM budgets b WHERE id = ${id}`;
      seen.push(new Big(row?.left ?? 0));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  })();
  return async () => {
    stopped = true;
    await looking;
    return seen.reduce((least, left) => (left.lt(least) ? left : least));
  };
}

const aBudgetOf = (project: { id: string }, limit: string) =>
  aBudget({ scope: { kind: "project", projectId: project.id }, limit, period: "daily" });

describe("200 callers on one budget", () => {
  it("that cost no more than they reserve never spend more than the limit, and use all that they can", async () => {
    const project = await aProject();
    const budget = await aBudgetOf(project, "8");
    const leastLeft = watch(budget.id);
    let calls = 0;
    await many(200, async (n) => {
      for (let round = 0; await call(placeOf(project), "0.05", 0.03 + ((n + round) % 3) / 100); round += 1)
        calls += 1;
    });
    const spent = new Big((await getBudget(budget.id)).current.spent);
    expect((await leastLeft()).gte(0)).toBe(true);
    expect(spent.lte(8)).toBe(true);
    // The next call would not have fitted.
    expect(spent.plus("0.05").gt(8)).toBe(true);
    expect(calls).toBeGreaterThan(150);
    expect(await reservedOf(budget)).toBe("0");
  });

  it("overspend by no more than single calls cost beyond what they reserved", async () => {
    const project = await aProject();
    const budget = await aBudgetOf(project, "4");
    let beyond = new Big(0);
    await many(200, async (n) => {
      const usd = n % 4 === 0 ? 0.2 : 0.04;
      while (await call(placeOf(project), "0.05", usd)) beyond = beyond.plus(Math.max(0, usd - 0.05));
    });
    const spent = new Big((await getBudget(budget.id)).current.spent);
    expect(spent.lte(beyond.plus(4))).toBe(true);
    expect(await reservedOf(budget)).toBe("0");
  });
});

it("claimers give away what a budget can carry once, however many ask at once", async () => {
  const project = await aProject();
  const ticket = await aTicket({ project });
  await createAll(ticket, Array(100).fill({ phase: "IMPLEMENTATION" }));
  await aNorm(project, "IMPLEMENTATION", "3");
  const budget = await aBudgetOf(project, "100");
  const agents = await many(16, (n) =>
    anAgent({ project, capacity: 20, ...(n % 4 === 0 ? { phaseAffinity: ["IMPLEMENTATION"] } : {}) }),
  );
  const held = (await Promise.all(agents.map((agent, n) => take(agent, 1 + (n % 5))))).flat();
  const more = (await Promise.all(agents.map((agent) => take(agent, 10)))).flat();
  expect(held.length + more.length).toBe(33);
  expect(await reservedOf(budget)).toBe("99");
  await expectTrueReserved(budget);
});

it("claimers, callers, recorders and settlers of several budgets never wait in a circle, and leave true sums", async () => {
  const project = await aProject();
  const tickets = await many(3, () => aTicket({ project }));
  for (const ticket of tickets) await createAll(ticket, Array(40).fill({ phase: "IMPLEMENTATION" }));
  await aNorm(project, "IMPLEMENTATION", "1");
  const budgets = [
    await aBudget({ scope: { kind: "ticket", ticketId: tickets[0]?.id ?? "" }, limit: "15" }),
    await aBudget({ scope: { kind: "phase", phase: "IMPLEMENTATION", projectId: project.id }, limit: "60" }),
    await aBudgetOf(project, "70"),
    await aBudget({ scope: { kind: "ticket", ticketId: tickets[1]?.id ?? "" }, limit: "25" }),
    await aBudget({ scope: { kind: "global" }, limit: "80" }),
  ];
  const before = await countDeadlocks();
  const end = async (held: Held, n: number) => {
    if (n % 3 === 0) await fail(held, n % 2 === 0);
    else await complete(held);
    await transact("test.end", (tx) =>
      recordEnds(tx, [{ attemptId: held.ref.attemptId, taskId: held.task.id }]),
    );
  };
  const work = async (n: number) => {
    const agent = await anAgent({ project, capacity: 4, ...(n === 0 ? { phaseAffinity: ["TESTING"] } : {}) });
    for (let round = 0; round < 5; round += 1) {
      const held = await take(agent, 2);
      await Promise.all(
        held.map(async (one, at) => {
          const { id: taskId, ticketId, phase } = one.task;
          const place = placeOf(project, { taskId, ticketId, phase, agentId: agent.agent.id });
          await call(place, "0.4", 0.3);
          await call(place, "0.9", 0.5);
          await end(one, round + at);
        }),
      );
    }
  };
  const disturb = async () => {
    for (let round = 0; round < 12; round += 1) {
      await spend(0.05, { ticketId: tickets[round % 3]?.id });
      const got = await reserveCall(
        ADMIN,
        placeOf(project, { ticketId: tickets[round % 3]?.id ?? null }),
        "0.2",
        1,
      );
      if ("reservationId" in got && got.reservationId && round % 2) await releaseCall(got.reservationId);
      await endForgotten();
      await settleParking(1);
      await costs.updateBudget(ADMIN, budgets[round % 5]?.id ?? "", { limit: String(40 + round) });
    }
  };
  await Promise.all([...Array.from({ length: 12 }, (_, n) => work(n)), disturb(), disturb()]);
  expect((await countDeadlocks()) - before).toBe(0);
  await change`UPDATE cost_reservations SET expires_at = now() WHERE kind = 'call' AND ended_at IS NULL`;
  await endForgotten();
  for (const budget of budgets) await expectTrueReserved(budget);
  await settleParking(1);
  expect(
    await rows`SELECT 1 FROM tasks t WHERE project_id = ${project.id} AND is_parked
      AND ${nothingKeeps(null)}`,
  ).toEqual([]);
  expect(
    await rows`SELECT 1 FROM cost_reservations r JOIN attempts a ON a.id = r.attempt_id
      WHERE r.ended_at IS NULL AND a.ended_at IS NOT NULL`,
  ).toEqual([]);
  expect(
    await rows`SELECT 1 FROM cost_reservations WHERE project_id = ${project.id} AND kind = 'claim'`,
  ).not.toEqual([]);
});
