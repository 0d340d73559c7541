// An emergency stop while sixteen agents claim, on two replicas and a real PostgreSQL.
import { expect, it } from "vitest";
import type { Intervention } from "@/lib/guardian/schema";
import { AppError } from "@/lib/platform/errors";
import * as work from "@/lib/work/service";
import { aLead, approve, ask, guardianTick } from "../guardian/support/calls";
import { aFleet, type Fleet } from "../guardian/support/fleet";
import { twoReplicas } from "../guardian/support/replica";
import { expectChained, expectWhole } from "../guardian/support/whole";
import { anAgent, type TestAgent } from "../support/makers";
import { countDeadlocks } from "../support/races";
import { rows } from "../support/sql";
import { complete, createAll, fail, take } from "../work/support/acts";

const { other } = twoReplicas();
const [one, two] = [aLead(1), aLead(2)];

const ignored = (error: unknown) => {
  if (!(error instanceof AppError)) throw error;
  return [];
};

/** Claims without rest, and ends one task in three, so that slots come free. Returns what it claimed. */
async function claimOn(worker: TestAgent, isOver: () => boolean): Promise<number> {
  let claimed = 0;
  for (let n = 0; !isOver(); n += 1) {
    const held = await take(worker, 2).catch(ignored);
    claimed += held.length;
    const [first] = held;
    if (first && n % 3 === 0) await (n % 2 ? fail(first, true) : complete(first)).catch(ignored);
    const attempts = held.map(({ ref }) => ({ ...ref, stopped: false }));
    await work
      .beat(worker.key.actor, worker.agent.id, { attempts, isDraining: false, waitMs: 0 })
      .catch(ignored);
    if (held.length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return claimed;
}

const untold = ({ project }: Fleet) => rows<{ id: string }>`
  SELECT a.id FROM attempts a JOIN tasks t ON t.id = a.task_id
  WHERE a.project_id = ${project.id} AND a.ended_at IS NULL AND t.cancel_requested_at IS NULL`;

const stopOf = (scope: Extract<Intervention, { type: "pause" }>["scope"]): Intervention => ({
  ...{ type: "pause", scope, release: "at_once", attempts: "cancel" },
});

type Stopping = [name: string, stop: (fleet: Fleet) => Promise<void>];

const WAYS: Stopping[] = [
  [
    "a whole project's, here",
    async ({ project }) => {
      const { id, planHash } = await ask(one, stopOf({ kind: "project", projectId: project.id }));
      await approve(two, id, planHash);
    },
  ],
  [
    "a ticket's, on the other replica",
    async ({ ticket }) => {
      const { id, planHash } = await ask(one, stopOf({ kind: "ticket", ticketId: ticket.id }));
      expect(await other.call("approve", two, id, planHash)).toBe("done");
    },
  ],
];

it.each(WAYS)("after a stop, %s, nothing runs that was not told to stop", async (_, stop) => {
  const before = await countDeadlocks();
  for (let round = 0; round < 3; round += 1) {
    const fleet = await aFleet({ agents: 16, capacity: 40, tasks: 500, held: 2 });
    await createAll(fleet.ticket, Array(500).fill({ priority: "LOW" }));
    let isOver = false;
    const claiming = fleet.workers.map((worker) => claimOn(worker, () => isOver));
    // One that comes while it is carried out claims nothing behind it either.
    const [{ key }] = fleet.workers as [TestAgent];
    const late = (async () => {
      while (!isOver) {
        await take(await anAgent({ project: fleet.project, key, capacity: 5 }), 5).catch(ignored);
      }
    })();
    await new Promise((resolve) => setTimeout(resolve, 40 + round * 15));
    await stop(fleet);
    expect(await untold(fleet)).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 120));
    isOver = true;
    const claimed = await Promise.all(claiming);
    await late;
    expect(await untold(fleet)).toEqual([]);
    // Otherwise nothing was claimed that could have slipped through, or nothing was left to claim.
    expect(claimed.reduce((sum, n) => sum + n, 0)).toBeGreaterThan(30);
    expect(
      await rows`SELECT 1 FROM tasks WHERE project_id = ${fleet.project.id} AND attempt_count = 0 LIMIT 1`,
    ).toHaveLength(1);
    const [action] = await rows<{ status: string; pending: number }>`
      SELECT x.status, (SELECT count(*)::int FROM guardian_effects e WHERE e.action_id = x.id AND e.state = 'pending') AS pending
      FROM guardian_actions x WHERE x.project_id = ${fleet.project.id}`;
    expect(action).toEqual({ status: "executed", pending: 0 });
    await guardianTick();
    await expectWhole(fleet.project);
  }
  expect(await countDeadlocks()).toBe(before);
  await expectChained();
});
