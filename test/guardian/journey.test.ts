// From trouble to help and back again: the rules and policies that ship, their reactions and clocks, nothing set up for
// the test but time.
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ActionsQuery } from "@/lib/guardian/schema";
import {
  listActions,
  lookAtPolicies,
  previewRevert,
  putPolicy,
  revertAction,
  startActions,
  startPolicies,
  tickActions,
} from "@/lib/guardian/service";
import { AlertsQuery } from "@/lib/monitoring/schema";
import { evaluateNow, listAlerts } from "@/lib/monitoring/service";
import { startDispatcher } from "@/lib/platform/events/dispatch/dispatcher";
import type { Stop } from "@/lib/platform/stop";
import * as work from "@/lib/work/service";
import "../support/embedded";
import {
  ADMIN,
  aKey,
  anAgent,
  aPerson,
  aProject,
  aTask,
  aTicket,
  type Held,
  type TestAgent,
} from "../support/makers";
import { auditOf, change, eventsOf, rows } from "../support/sql";
import { complete, createAll, take } from "../work/support/acts";
import { aHost, beat, started } from "../work/support/hosts";
import { expectChained, expectWhole } from "./support/whole";

const soon = { timeout: 30_000, interval: 20 };
const stops: Stop[] = [];
beforeAll(async () => {
  stops.push(startPolicies(), startActions(), startDispatcher({ pollMs: 60, batch: 20, retryMs: [30] }));
  await vi.waitUntil(async () => (await rows`SELECT 1 FROM guardian_policies`).length === 6, soon);
  await vi.waitUntil(async () => (await rows`SELECT 1 FROM reactions WHERE name = 'guardian'`).length, soon);
});
afterAll(async () => {
  for (const stop of stops) await stop();
});

const enforce = (name: string) => putPolicy(ADMIN, name, { mode: "enforce" });
let nowMs = Date.now();
/** Looks at all policies now, those that are asked rarely among them. */
const look = () => {
  nowMs += 86_400_000;
  return lookAtPolicies(() => nowMs);
};
const alertsOf = async (rule: string, entity: string) =>
  (await listAlerts(ADMIN, AlertsQuery.parse({ state: "live", rule, entity }))).items;
const actionsOf = async (policy: string) => (await listActions(ADMIN, ActionsQuery.parse({ policy }))).items;
const isMatching = (policy: string) =>
  vi.waitUntil(
    async () => (await rows`SELECT 1 FROM guardian_policy_matches WHERE policy = ${policy}`).length,
    soon,
  );
/** As if its condition had held for so much longer. */
const passSeconds = (policy: string, seconds: number) =>
  change`UPDATE guardian_policy_matches SET since = since - ${seconds}::int * interval '1 second' WHERE policy = ${policy}`;
const rollbackAfter = (seconds: number, id: string) =>
  change`UPDATE guardian_actions SET rollback_holds_since = rollback_holds_since - ${seconds}::int * interval '1 second' WHERE id = ${id}`;
const titles = (held: Held[]) => held.map(({ task }) => task.title);
const retireAll = async () => {
  await change`UPDATE agents SET state = 'retired'`;
  await change`UPDATE guardian_policies SET mode = 'off'`;
};

describe("a critical task that lower work keeps from its slots", () => {
  it("raises an alert, gets the next slots by a policy, and a lead gives them back, all on the record", async () => {
    const project = await aProject();
    // One that serves every project, as most do.
    const agent = await anAgent({ project, key: await aKey(), capacity: 3 });
    expect(agent.agent.projectId).toBeNull();
    await createAll(
      await aTicket({ project }),
      [1, 2, 3, 4, 5].map((n) => ({ priority: "LOW", title: `low ${n}` })),
    );
    const low = await take(agent, 3);
    const critical = await aTask({ project, priority: "CRITICAL", title: "critical" });
    await change`
      UPDATE tasks SET enqueued_at = now() - interval '3 minutes', available_at = now() - interval '3 minutes'
      WHERE id = ${critical.id}`;
    await enforce("resource-reallocation");

    await evaluateNow();
    const [alert] = await alertsOf("task_stuck", critical.id);
    expect(alert).toMatchObject({ severity: "critical", projectId: project.id });
    // The alert's event wakes the policies: nobody looks at them here.
    await isMatching("resource-reallocation");
    expect(await actionsOf("resource-reallocation")).toEqual([]);
    await passSeconds("resource-reallocation", 61);
    await look();

    const [action] = await actionsOf("resource-reallocation");
    if (!action) throw new Error("The policy did nothing.");
    expect(action).toMatchObject({ actionType: "reallocate", status: "executed", alertId: alert?.id });
    const left = Date.parse(action.expiresAt ?? "") - Date.now();
    expect([left > 59 * 60_000, left <= 60 * 60_000 + 5000]).toEqual([true, true]);

    // The next slot takes it; the other slot is kept for its ticket, whatever else waits.
    await complete(low[0] as Held);
    expect(titles(await take(agent, 3))).toEqual(["critical"]);
    await complete(low[1] as Held);
    expect(titles(await take(agent, 3))).toEqual([]);

    const lead = await aPerson("lead");
    const foreseen = await previewRevert(lead.actor, action.id);
    expect(foreseen.effects.map(({ outcome }) => outcome)).toEqual(["reverted"]);
    const report = await revertAction(lead.actor, action.id, { reason: "It runs." });
    expect(report.effects.map(({ outcome }) => outcome)).toEqual(["reverted"]);
    expect(titles(await take(agent, 3))).toEqual(["low 4"]);
    expect((await actionsOf("resource-reallocation"))[0]).toMatchObject({
      status: "reverted",
      revertCause: "by_hand",
    });

    expect((await auditOf(action.id)).map(({ act, actor }) => [act, actor])).toEqual([
      ["guardian.intervention.started", "policy:resource-reallocation"],
      ["guardian.resource.reallocated", "policy:resource-reallocation"],
      ["guardian.intervention.completed", "policy:resource-reallocation"],
      ["guardian.intervention.reverted", lead.id],
    ]);
    await evaluateNow();
    await change`UPDATE alerts SET clear_since = clear_since - interval '31 seconds'`;
    await evaluateNow();
    expect(await alertsOf("task_stuck", critical.id)).toEqual([]);
    await expectWhole(project);
    await expectChained();
    await retireAll();
  });
});

describe("an agent that is lost", () => {
  it("is replaced on its host, what it held goes on there, and when it is back the new one retires", async () => {
    const host = await aHost();
    const { agent: old } = await started(host);
    const worker: TestAgent = { agent: old, key: host.key };
    await aTask({ project: host.project, title: "held" });
    await take(worker);
    await enforce("lost-agent");
    await change`UPDATE agents SET last_heartbeat_at = now() - interval '2 minutes' WHERE id = ${old.id}`;
    await work.tick();
    await evaluateNow();
    expect(await alertsOf("agent_lost", old.id)).toHaveLength(1);
    await isMatching("lost-agent");
    await passSeconds("lost-agent", 121);
    await look();

    const [action] = await actionsOf("lost-agent");
    expect(action).toMatchObject({ actionType: "replace_agent", status: "executing", targetEntity: old.id });
    const id = action?.id ?? "";
    const { requests } = await beat(host, await named(host));
    const [request] = requests.filter(({ replaces }) => replaces === old.id);
    if (!request) throw new Error("The host was not asked.");
    const fresh = await anAgent({ project: host.project, key: host.key, capacity: 2 });
    const result = { status: "done", agentId: fresh.agent.id } as const;
    await work.reportStart(host.key.actor, host.host.id, request.id, result);
    await tickActions();
    expect((await actionsOf("lost-agent"))[0]).toMatchObject({ status: "executed" });
    const [again] = await take(fresh);
    expect(again?.task.title).toBe("held");

    // The old one is heard of again, and stays so for five minutes.
    await work.beat(host.key.actor, old.id, { attempts: [], isDraining: false, waitMs: 0 });
    await look();
    await rollbackAfter(301, id);
    await look();
    expect((await work.getAgent(ADMIN, old.id)).status).toBe("idle");
    expect((await work.getAgent(ADMIN, fresh.agent.id)).status).toBe("draining");
    expect((await actionsOf("lost-agent"))[0]).toMatchObject({ status: "reverting" });
    await complete(again as Held);
    await work.tick();
    await tickActions();
    expect((await work.getAgent(ADMIN, fresh.agent.id)).status).toBe("retired");
    expect((await actionsOf("lost-agent"))[0]).toMatchObject({ status: "reverted", revertCause: "rollback" });
    await expectWhole(host.project);
    await expectChained();
    await retireAll();
  });
});

describe("a queue that overflows", () => {
  it("has low work paused until the important is done, which then comes back in stages by itself", async () => {
    const project = await aProject();
    const agent = await anAgent({ project, capacity: 500 });
    const ticket = await aTicket({ project });
    await createAll(ticket, Array(460).fill({ priority: "LOW" }));
    await createAll(ticket, Array(60).fill({ priority: "HIGH" }));
    await enforce("queue-overflow");
    await look();
    await isMatching("queue-overflow");
    await passSeconds("queue-overflow", 121);
    await look();
    const [action] = await actionsOf("queue-overflow");
    expect(action).toMatchObject({ actionType: "pause", status: "executed" });
    const id = action?.id ?? "";
    await work.tick();

    const high = await take(agent, 500);
    expect([high.length, new Set(high.map(({ task }) => task.priority))]).toEqual([60, new Set(["HIGH"])]);
    for (const held of high) await complete(held);
    expect(await take(agent, 500)).toEqual([]);
    await look();
    await rollbackAfter(301, id);
    await look();

    const back: number[] = [];
    for (let stage = 0; stage < 3; stage += 1) {
      await work.tick();
      const low = await take(agent, 500);
      back.push(low.length);
      for (const held of low.slice(0, 400)) await complete(held);
      await change`UPDATE guardian_actions SET release_due_at = now() WHERE id = ${id} AND release_due_at IS NOT NULL`;
      await tickActions();
    }
    // A tenth, then half, then all of it; which tasks, their ids decide.
    const [tenth = 0, half = 0, rest = 0] = back;
    expect(tenth + half + rest).toBe(460);
    expect([tenth > 15 && tenth < 85, tenth + half > 160 && tenth + half < 300]).toEqual([true, true]);
    await tickActions();
    expect((await actionsOf("queue-overflow"))[0]).toMatchObject({
      status: "reverted",
      revertCause: "rollback",
    });
    expect(await eventsOf(id)).toContain("guardian.intervention.reverted");
    await expectWhole(project);
    await expectChained();
    await retireAll();
  });
});

/** What the host runs by now. */
async function named({ host }: Awaited<ReturnType<typeof aHost>>): Promise<string[]> {
  const { items } = await work.listHostRequests(ADMIN, host.id, { limit: 50 });
  return items.filter(({ status }) => status === "done").map(({ id }) => id);
}
