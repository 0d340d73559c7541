import fc from "fast-check";
import { expect, it } from "vitest";
import { isFinished } from "@/lib/work/rules";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { AppError } from "@/lib/platform/errors";
import { ADMIN, aKey, aProject, aTask, aTicket, type Held, type TestKey } from "../support/makers";
import { assertWithin } from "../support/property";
import { change, rows } from "../support/sql";

// A random fleet does random things to a small queue; whatever it does, the guarantees hold after each step.
// "Attempts" are any that were ever claimed, so that ended ones keep sending.
const reported = fc.constantFrom("start", "complete", "fail", "expire", "beat", "stop");
const ofTime = fc.constantFrom("clock", "deadline", "backoff", "lose");
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ act: fc.constant("enqueue"), maxAttempts: fc.integer({ min: 1, max: 3 }) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      act: fc.constant("claim"),
      agent: fc.nat(2),
      max: fc.integer({ min: 1, max: 3 }),
    }),
  },
  // The attempt is counted back from the latest claim.
  { weight: 8, arbitrary: fc.record({ act: reported, attempt: fc.nat(5), retry: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant("cancel"), task: fc.nat(10) }) },
  { weight: 3, arbitrary: fc.record({ act: ofTime }) },
);
interface Step {
  act: string;
  maxAttempts?: number;
  agent?: number;
  max?: number;
  attempt?: number;
  retry?: boolean;
  task?: number;
}

interface Fleet {
  ticket: { id: string };
  project: { id: string };
  agents: { id: string; key: TestKey; capacity: number }[];
  tasks: string[];
  held: Held[];
  accepted: Map<string, number>;
}

async function aFleet(): Promise<Fleet> {
  const project = await aProject();
  const key = await aKey({ project });
  const agents = [];
  for (const capacity of [1, 2, 3]) {
    const input = { name: `a${capacity}`, capacity, type: "worker" as const, model: null, host: null };
    const { agent } = await work.registerAgent(key.actor, {
      ...input,
      capabilities: [],
      phaseAffinity: [],
      labels: {},
    });
    agents.push({ id: agent.id, key, capacity });
  }
  return { project, agents, ticket: await aTicket({ project }), tasks: [], held: [], accepted: new Map() };
}

async function act(fleet: Fleet, taken: Step): Promise<void> {
  const { project } = fleet;
  if (taken.act === "enqueue") {
    fleet.tasks.push((await aTask({ ticket: fleet.ticket, maxAttempts: taken.maxAttempts ?? 1 })).id);
  } else if (taken.act === "claim") {
    const agent = fleet.agents[taken.agent ?? 0];
    if (!agent) return;
    const { claims } = await work.claimTasks(agent.key.actor, {
      agentId: agent.id,
      max: taken.max ?? 1,
      waitMs: 0,
    });
    for (const claim of claims) {
      const ref = { attemptId: claim.attempt.id, fence: claim.fence };
      fleet.held.push({
        agent: { id: agent.id } as Held["agent"],
        key: agent.key,
        task: claim.task,
        claim,
        ref,
      });
    }
  } else if (taken.act === "cancel") {
    const id = fleet.tasks[taken.task ?? 0];
    if (id) await work.cancelTask(ADMIN, id, { reason: "r", graceSeconds: 60 });
  } else if (taken.act === "clock") {
    await work.reviewAgents();
    await work.expireLeases();
    await work.closeOverdueStops();
  } else if (taken.act === "deadline") {
    await change`UPDATE tasks SET cancel_deadline = now() - interval '1 second' WHERE project_id = ${project.id} AND cancel_deadline IS NOT NULL`;
  } else if (taken.act === "backoff") {
    await change`UPDATE tasks SET available_at = now() WHERE project_id = ${project.id}`;
  } else if (taken.act === "lose") {
    await change`UPDATE agents SET last_heartbeat_at = now() - interval '1 day' WHERE project_id = ${project.id}`;
  } else {
    const held = fleet.held.at(-1 - (taken.attempt ?? 0));
    if (held) await report(fleet, held, taken.act, taken.retry ?? true);
  }
}

async function report(fleet: Fleet, held: Held, what: string, retry: boolean): Promise<void> {
  const { actor } = held.key;
  const id = held.task.id;
  if (what === "start") await work.startTask(actor, id, held.ref);
  if (what === "fail") {
    const error = { kind: "exit" as const, message: "no", exitCode: 1 };
    await work.failTask(actor, id, { ...held.ref, error, usage: null, retry });
  }
  if (what === "complete") {
    await work.completeTask(actor, id, { ...held.ref, result: {}, usage: null });
    fleet.accepted.set(id, (fleet.accepted.get(id) ?? 0) + 1);
  }
  if (what === "expire") {
    await change`UPDATE attempts SET lease_until = now() - interval '1 second' WHERE id = ${held.ref.attemptId}`;
  }
  if (what === "beat" || what === "stop") {
    const attempts = [{ ...held.ref, stopped: what === "stop" }];
    await work.beat(actor, held.agent.id, { attempts, isDraining: false, waitMs: 0 });
  }
}

async function check(fleet: Fleet, seen: Set<string>): Promise<void> {
  const tasks = await rows<{
    id: string;
    state: string;
    live: number;
    attempts: number;
    count: number;
    max: number;
  }>`
    SELECT t.id, t.state, t.attempt_count AS count, t.max_attempts AS max,
      (SELECT count(*)::int FROM attempts a WHERE a.task_id = t.id AND a.ended_at IS NULL) AS live,
      (SELECT count(*)::int FROM attempts a WHERE a.task_id = t.id) AS attempts
    FROM tasks t WHERE t.project_id = ${fleet.project.id}`;
  expect(tasks.map((task) => task.id).sort()).toEqual([...fleet.tasks].sort());
  for (const task of tasks) {
    seen.add(task.state);
    // Finished, waiting, or in exactly one agent's hands: never lost, never in two.
    const live = task.state === "claimed" || task.state === "running" ? 1 : 0;
    expect([task.id, task.state, task.live]).toEqual([task.id, task.state, live]);
    expect(task.attempts).toBe(task.count);
    expect(task.count).toBeLessThanOrEqual(task.max);
    const accepted = fleet.accepted.get(task.id) ?? 0;
    expect(accepted).toBe(task.state === "completed" ? 1 : 0);
    if (isFinished(task.state as "pending")) expect(task.live).toBe(0);
  }
  const loads = await rows<{ id: string; load: number }>`
    SELECT agent_id AS id, count(*)::int AS load FROM attempts
    WHERE project_id = ${fleet.project.id} AND ended_at IS NULL GROUP BY agent_id`;
  for (const { id, load } of loads) {
    expect(load).toBeLessThanOrEqual(fleet.agents.find((agent) => agent.id === id)?.capacity ?? 0);
  }
  const fences = await rows<{ fences: bigint[] }>`
    SELECT array_agg(fence ORDER BY number) AS fences FROM attempts WHERE project_id = ${fleet.project.id} GROUP BY task_id`;
  for (const row of fences) {
    const numbers = row.fences.map(Number);
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  }
}

// One life in which every state occurs, whatever chance brings; it runs first.
const LIFE: Step[] = [
  { act: "enqueue", maxAttempts: 2 },
  { act: "claim", agent: 2, max: 1 },
  { act: "start", attempt: 0 },
  { act: "complete", attempt: 0 },
  { act: "complete", attempt: 0 },
  { act: "enqueue", maxAttempts: 1 },
  { act: "claim", agent: 0, max: 1 },
  { act: "fail", attempt: 0 },
  { act: "complete", attempt: 0 },
  { act: "enqueue", maxAttempts: 3 },
  { act: "claim", agent: 1, max: 1 },
  { act: "expire", attempt: 0 },
  { act: "clock" },
  { act: "cancel", task: 2 },
];

it("whatever agents, people and clocks do, no task is lost, none is held twice, none completes twice", async () => {
  const seen = new Set<string>();
  const live = async (steps: Step[]) => {
    const fleet = await aFleet();
    for (const taken of steps) {
      await act(fleet, taken).catch((error: unknown) => {
        if (!(error instanceof AppError)) throw error;
      });
      await check(fleet, seen);
    }
  };
  // Whole, however slow the machine is.
  await live(LIFE);
  const steps = fc.array(step, { minLength: 25, maxLength: 40 });
  await assertWithin(fc.asyncProperty(steps, live), 8000, { numRuns: 12, seed: 20 });
  // The walk went through every state, so that what it proved it proved of each.
  expect([...seen].sort()).toEqual(["cancelled", "claimed", "completed", "failed", "pending", "running"]);
});
