// A server that is killed with every kind of act on its way at once, before their commits, in them, and after them:
// each is done wholly or not at all, and whoever asks another replica again gets the one result.
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { watchNow } from "@/lib/monitoring/service/watchdog";
import { StartAgent } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import { aLead, ask, guardianTick, look } from "../guardian/support/calls";
import { everythingOf } from "../guardian/support/everything";
import { aFleet, type Fleet, INTERVENTIONS } from "../guardian/support/fleet";
import type { Moment } from "../guardian/support/held-commits";
import { actionsOf, aPolicy, firingsOf, switchAllOff } from "../guardian/support/policies";
import { type Asking, answer } from "../guardian/support/requests";
import { aVictim, killAt, type Victim } from "../guardian/support/victim";
import { expectChained, expectWhole } from "../guardian/support/whole";
import { alertOf, evaluate, lostRules } from "../monitoring/support/alerts";
import { ADMIN, aPerson, type TestPerson, unique } from "../support/makers";
import { aServerDatabase } from "../support/server";
import { change, rows } from "../support/sql";

type Server = Awaited<ReturnType<typeof aServerDatabase>>;
let server: Server;
let [lead, other]: TestPerson[] = [];
const victims: Record<string, Victim> = {};
beforeAll(async () => {
  server = await aServerDatabase(16);
  [lead, other] = [await aPerson("lead"), await aPerson("lead")];
});
afterAll(async () => {
  await Promise.all(Object.values(victims).map((victim) => victim.kill()));
  await server.drop();
});

interface Act {
  name: string;
  fleet: Fleet;
  asking: Asking;
  /** What the action is once it is done. */
  status: string;
  /** Asked again, the first answer is given; else whoever repeats it is told that it is done. */
  isIdempotent: boolean;
}

const KINDS = Object.keys(INTERVENTIONS) as (keyof typeof INTERVENTIONS)[];
const isPending = (kind: string) => kind === "replace_agent";

async function interventions(): Promise<Act[]> {
  return Promise.all(
    KINDS.map(async (kind) => {
      const fleet = await aFleet();
      const { type: route, ...body } = INTERVENTIONS[kind](fleet);
      const status = isPending(kind) ? "executing" : "executed";
      const asking = anAsking(route, null, { ...body, reason: "r", expiresInSeconds: 3600 });
      return { name: kind, fleet, asking, status, isIdempotent: true };
    }),
  );
}

async function reverts(): Promise<Act[]> {
  return Promise.all(
    KINDS.map(async (kind) => {
      const fleet = await aFleet();
      const { id } = await ask(aLead(1), INTERVENTIONS[kind](fleet));
      const asking = anAsking("revert", id, { reason: "r" });
      return { name: `revert of ${kind}`, fleet, asking, status: "reverted", isIdempotent: true };
    }),
  );
}

async function decisions(): Promise<Act[]> {
  const [approved, rejected, extended] = [await aFleet(), await aFleet(), await aFleet()];
  const { id, planHash } = await ask(aLead(1), INTERVENTIONS.pause(approved), true);
  const { id: unwanted } = await ask(aLead(1), INTERVENTIONS.quarantine_agent(rejected), true);
  const { id: laid } = await ask(aLead(1), INTERVENTIONS.override_priority(extended));
  const isIdempotent = false;
  return [
    { name: "approve", fleet: approved, asking: anAsking("approve", id, { planHash }), status: "executed" },
    {
      ...{ name: "reject", fleet: rejected, status: "rejected" },
      asking: anAsking("reject", unwanted, { reason: "r" }),
    },
    {
      ...{ name: "extend", fleet: extended, status: "executed" },
      asking: anAsking("extend", laid, { expiresInSeconds: 7200, reason: "r" }),
    },
  ].map((act) => ({ ...act, isIdempotent }));
}

function anAsking(route: Asking["route"], id: string | null, body: Asking["body"]): Asking {
  const person = id ? other : lead;
  if (!person) throw new Error("Nobody has signed in.");
  return { route, id, body, person: { cookie: person.cookie }, idempotencyKey: unique("key") };
}

const statusOf = async ({ project }: Fleet) =>
  (await rows<{ status: string }>`SELECT status FROM guardian_actions WHERE project_id = ${project.id}`).map(
    ({ status }) => status,
  );

/** What was not done is done when it is asked for again; what was done is answered as it was, and not done twice. */
async function askAgain({ name, asking, fleet, status, isIdempotent }: Act, wasDone: boolean): Promise<void> {
  const before = await everythingOf(fleet);
  const again = await answer(asking);
  if (!wasDone) {
    expect([name, again.status < 300, again.isReplayed, again.body]).toEqual([
      ...[name, true, false],
      expect.any(Object),
    ]);
  } else if (isIdempotent) {
    expect([name, again.status < 300, again.isReplayed]).toEqual([name, true, true]);
    expect(await everythingOf(fleet)).toEqual(before);
  } else if (asking.route !== "extend") {
    expect([name, again.status]).toEqual([name, 422]);
    expect({ ...(await everythingOf(fleet)), told: null }).toEqual({ ...before, told: null });
  }
  expect([name, await statusOf(fleet)]).toEqual([name, [status]]);
  if (isIdempotent) expect(await answer(asking)).toEqual({ ...again, isReplayed: true });
  await expectWhole(fleet.project);
}

describe.each<Moment>(["before", "in", "after"])("killed %s the commit", (moment) => {
  const wasDone = moment !== "before";

  it("every request is done or not, and asked again has the one result", async () => {
    const victim = aVictim(server.url, moment);
    victims[`asked ${moment}`] = victim;
    victims[`clocks ${moment}`] = aVictim(server.url, moment);
    const acts = (await Promise.all([interventions(), reverts(), decisions()])).flat();
    const unanswered = await aFleet();
    const { id } = await ask(aLead(1), INTERVENTIONS.pause(unanswered), true);
    await change`UPDATE guardian_actions SET approval_expires_at = now() WHERE id = ${id}`;
    const before = new Map<string, Awaited<ReturnType<typeof everythingOf>>>();
    for (const { name, fleet } of acts) before.set(name, await everythingOf(fleet));
    await killAt(server.url, moment, victim, acts.length + 1, () => {
      for (const { asking } of acts) victim.ask(asking);
      victim.tell("guardianTick");
    });
    for (const { name, fleet, status } of acts) {
      const after = await everythingOf(fleet);
      if (wasDone) {
        expect([name, await statusOf(fleet)]).toEqual([name, [status]]);
        // An extension leaves the status as it was.
        expect([name, after.actions]).not.toEqual([name, before.get(name)?.actions]);
      } else expect([name, after]).toEqual([name, before.get(name)]);
      await expectWhole(fleet.project);
    }
    for (const act of acts) await askAgain(act, wasDone);
    expect(await statusOf(unanswered)).toEqual([wasDone ? "expired" : "proposed"]);
    await guardianTick();
    await guardianTick();
    expect(await statusOf(unanswered)).toEqual(["expired"]);
    await expectWhole(unanswered.project);
    await expectChained();
  });

  it("an end by the clock, a policy and a remedy are done or not, and gone on with once", async () => {
    const victim = victims[`clocks ${moment}`] ?? aVictim(server.url, moment);
    const [over, subject] = [await aFleet(), await aFleet()];
    const { id } = await ask(aLead(1), INTERVENTIONS.quarantine_agent(over));
    await change`UPDATE guardian_actions SET expires_at = now() WHERE id = ${id}`;
    const policy = await aPolicy({
      when: `task.id == "${subject.taskId}"`,
      actions: "[{ type: override_priority, task: subject, priority: CRITICAL }]",
    });
    const { alert, requests } = await aLostAgent();
    const calls = ["guardianTick", "look", "watchNow"];
    await killAt(server.url, moment, victim, calls.length, () => {
      for (const name of calls) victim.tell(name);
    });
    expect(await statusOf(over)).toEqual([wasDone ? "reverted" : "executed"]);
    expect(await actionsOf(policy)).toHaveLength(wasDone ? 1 : 0);
    expect(await firingsOf(policy)).toMatchObject([{ outcome: "acting" }]);
    expect([(await alertOf(alert.id)).remedies.length, (await requests()).length]).toEqual(
      wasDone ? [1, 1] : [0, 0],
    );
    await change`UPDATE guardian_firings SET taken_at = taken_at - interval '1 hour' WHERE policy = ${policy.name}`;
    await Promise.all([guardianTick(), guardianTick(), look(), look(), watchNow(), watchNow()]);
    expect(await statusOf(over)).toEqual(["reverted"]);
    const [agent] = await rows<{ state: string }>`SELECT state FROM agents WHERE id = ${over.agentId}`;
    expect(agent?.state).toBe("active");
    expect(await actionsOf(policy)).toMatchObject([{ status: "executed" }]);
    expect(await firingsOf(policy)).toMatchObject([{ outcome: "acted" }]);
    expect((await alertOf(alert.id)).remedies).toMatchObject([{ kind: "restart_agent", outcome: "done" }]);
    expect(await requests()).toHaveLength(1);
    for (const { project } of [over, subject]) await expectWhole(project);
    await expectChained();
    await switchAllOff();
  });
});

/** An agent that its host started and that was not heard of for an hour, and its alert. */
async function aLostAgent() {
  const { host, workers, agentId } = await aFleet({ held: 0 });
  const key = workers[0]?.key.actor ?? aLead(1);
  const { id } = await work.startAgent(ADMIN, host.id, StartAgent.parse({ template: "plain", reason: "r" }));
  await work.beatHost(key, host.id, { running: [], isDraining: false, waitMs: 0 });
  await work.reportStart(key, host.id, id, { status: "done", agentId });
  await change`UPDATE agents SET last_heartbeat_at = now() - interval '1 hour' WHERE id = ${agentId}`;
  await work.reviewAgents();
  // The instant that a condition is noted is rounded to a millisecond, which may be a moment later than now.
  const alert = await vi.waitUntil(
    async () => (await evaluate(lostRules())).find(({ entity }) => entity === agentId),
    { timeout: 30_000 },
  );
  const requests = () => rows`SELECT id FROM host_requests WHERE replaces = ${agentId}`;
  return { alert, requests };
}
