// Guardians at work while agents claim, beat and complete, on two replicas and a real PostgreSQL.
import { expect, it } from "vitest";
import { AppError } from "@/lib/platform/errors";
import * as work from "@/lib/work/service";
import { aLead, ask, guardianTick, revert } from "../guardian/support/calls";
import { aFleet, type Fleet, INTERVENTIONS } from "../guardian/support/fleet";
import { outcome } from "../guardian/support/outcomes";
import { twoReplicas } from "../guardian/support/replica";
import { expectChained, expectWhole } from "../guardian/support/whole";
import { ADMIN, type TestAgent } from "../support/makers";
import { countDeadlocks } from "../support/races";
import { rows } from "../support/sql";
import { complete, createAll, fail, take, update } from "../work/support/acts";

const { other } = twoReplicas();

const [one, two] = [aLead(1), aLead(2)];

it("whatever was asked for after a pause was placed brings nothing, on either replica", async () => {
  for (let round = 0; round < 4; round += 1) {
    const fleet = await aFleet({ agents: 12, capacity: 400, tasks: 500, held: 0 });
    for (let n = 0; n < 4; n += 1) await createAll(fleet.ticket, Array(500).fill({ priority: "LOW" }));
    const late: string[] = [];
    let placedAt = Number.POSITIVE_INFINITY;
    let isOver = false;
    const claiming = fleet.workers.map(async (worker) => {
      while (!isOver) {
        const askedAt = performance.now();
        const got = await take(worker, 1);
        if (askedAt > placedAt) late.push(...got.map(({ task }) => task.id));
      }
    });
    await new Promise((resolve) => setTimeout(resolve, 30));
    const placed =
      round % 2 ? other.call("ask", two, INTERVENTIONS.pause(fleet)) : ask(one, INTERVENTIONS.pause(fleet));
    await placed;
    placedAt = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 250));
    isOver = true;
    await Promise.all(claiming);
    expect(late).toEqual([]);
    const left =
      await rows`SELECT 1 FROM tasks WHERE project_id = ${fleet.project.id} AND state = 'pending' LIMIT 1`;
    // Otherwise there was nothing to hold.
    expect(left).toHaveLength(1);
  }
});

/** Claims, beats, completes and fails until it is told to end; refusals are part of it. */
async function workOn(worker: TestAgent, isOver: () => boolean): Promise<void> {
  const ignored = (error: unknown) => {
    if (!(error instanceof AppError)) throw error;
    return [];
  };
  while (!isOver()) {
    const held = await take(worker, 2).catch(ignored);
    const attempts = held.map(({ ref }) => ({ ...ref, stopped: false }));
    const beat = { attempts, isDraining: false, waitMs: 0 };
    await work.beat(worker.key.actor, worker.agent.id, beat).catch(ignored);
    for (const [n, each] of held.entries())
      await (n % 3 === 2 ? fail(each, true) : complete(each)).catch(ignored);
    if (held.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

it("an agent that goes on claiming while it is quarantined keeps nothing that is not being stopped", async () => {
  const before = await countDeadlocks();
  for (let round = 0; round < 8; round += 1) {
    const fleet = await aFleet({ capacity: 20, tasks: 120, held: 1 });
    let isOver = false;
    const [worker] = fleet.workers;
    if (!worker) throw new Error("There is no agent.");
    const working = [workOn(worker, () => isOver), workOn(worker, () => isOver)];
    await new Promise((resolve) => setTimeout(resolve, 20 + round * 9));
    const { status } = await ask(one, INTERVENTIONS.quarantine_agent(fleet));
    isOver = true;
    await Promise.all(working);
    expect(status).toBe("executed");
    const left = await rows`
      SELECT t.id FROM attempts a JOIN tasks t ON t.id = a.task_id
      WHERE a.agent_id = ${fleet.agentId} AND a.ended_at IS NULL AND t.cancel_requested_at IS NULL`;
    expect(left).toEqual([]);
    await expectWhole(fleet.project);
  }
  expect(await countDeadlocks()).toBe(before);
});

it("guardians, agents and people at once never wait in a circle, and leave each action whole", async () => {
  const before = await countDeadlocks();
  const fleet = await aFleet({ agents: 6, capacity: 6, tasks: 300, held: 2 });
  await createAll(fleet.ticket, Array(200).fill({ maxAttempts: 3 }));
  let isOver = false;
  const working = fleet.workers.map((worker) => workOn(worker, () => isOver));
  const pick = <T>(list: readonly T[], n: number): T => list[n % list.length] as T;
  const isFine = (result: string) =>
    expect(["done", "invalid_state", "conflict", "not_found", "forbidden"]).toContain(result);
  const kinds = Object.values(INTERVENTIONS);
  const guard = async (n: number) => {
    const target: Fleet = {
      ...fleet,
      agentId: pick(fleet.workers, n).agent.id,
      taskId: pick(fleet.waiting, n * 7),
    };
    const intervention = pick(kinds, n)(target);
    isFine(n % 2 ? await other.call("ask", one, intervention) : await outcome(ask(one, intervention)));
    const [latest] = await rows<{ id: string }>`
      SELECT id FROM guardian_actions WHERE project_id = ${fleet.project.id} AND status IN ('executed', 'executing')
      ORDER BY id DESC LIMIT 1 OFFSET ${n % 3}`;
    if (latest)
      isFine(n % 3 ? await outcome(revert(two, latest.id)) : await other.call("revert", two, latest.id));
  };
  const edit = async (n: number) => {
    const priority = pick(["LOW", "HIGH", "CRITICAL"], n);
    await outcome(update({ id: pick(fleet.waiting, n * 3) }, { priority }));
    await outcome(work.reinstateAgent(ADMIN, pick(fleet.workers, n).agent.id));
  };
  await Promise.all([
    ...Array.from({ length: 4 }, async (_, lane) => {
      for (let n = 0; n < 18; n += 1) await guard(lane * 5 + n);
    }),
    (async () => {
      for (let n = 0; n < 60; n += 1) await edit(n);
    })(),
    (async () => {
      for (let n = 0; n < 25; n += 1)
        await Promise.all([work.tick(), guardianTick(), other.call("guardianTick")]);
    })(),
  ]);
  isOver = true;
  await Promise.all(working);
  await expectWhole(fleet.project);
  expect(await countDeadlocks()).toBe(before);
  await expectChained();
});
