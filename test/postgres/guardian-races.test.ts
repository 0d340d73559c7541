// Guardians on two replicas against each other, on a real PostgreSQL.
import { describe, expect, it } from "vitest";
import type { Intervention } from "@/lib/guardian/schema";
import { intervene } from "@/lib/guardian/service";
import * as work from "@/lib/work/service";
import { aLead, approve, ask, guardianTick, revert } from "../guardian/support/calls";
import { aFleet, type Fleet, INTERVENTIONS } from "../guardian/support/fleet";
import { outcome, tally } from "../guardian/support/outcomes";
import { twoReplicas } from "../guardian/support/replica";
import { expectWhole } from "../guardian/support/whole";
import { many } from "../support/races";
import { change, rows } from "../support/sql";
import { endHold } from "../work/support/acts";

const { other } = twoReplicas();

const [one, two, three] = [aLead(1), aLead(2), aLead(3)];

const actsOf = async (id: string) =>
  (await rows<{ act: string }>`SELECT act FROM audit_entries WHERE entity = ${id} ORDER BY seq`).map(
    ({ act }) => act,
  );
const times = (acts: string[], act: string) => acts.filter((each) => each === act).length;

async function statusOf(id: string): Promise<string> {
  const [row] = await rows<{ status: string }>`SELECT status FROM guardian_actions WHERE id = ${id}`;
  return row?.status ?? "absent";
}

const laidBy = (id: string) => rows`
  SELECT id FROM holds WHERE owner = ${id} UNION ALL SELECT id FROM priority_overrides WHERE owner = ${id}
  UNION ALL SELECT id FROM capacity_reservations WHERE owner = ${id}`;

describe("asking", () => {
  it("for the same by many at once on two replicas is one proposal, told of once", async () => {
    for (let round = 0; round < 4; round += 1) {
      const fleet = await aFleet();
      const pause = INTERVENTIONS.pause(fleet);
      const all = await Promise.all([
        ...Array.from({ length: 3 }, () => outcome(ask(one, pause, true))),
        ...Array.from({ length: 3 }, () => other.call("ask", one, pause, true)),
        ask(two, pause, true),
      ]);
      expect(all.slice(0, 6)).toEqual(Array.from({ length: 6 }, () => "done"));
      const made = await rows<{ id: string }>`
        SELECT id FROM guardian_actions WHERE project_id = ${fleet.project.id} AND initiated_by = ${one.id}`;
      expect(made).toHaveLength(1);
      expect(times(await actsOf(made[0]?.id ?? ""), "guardian.approval.requested")).toBe(1);
    }
  });
});

describe("deciding", () => {
  it("by many at once on two replicas carries the action out once", async () => {
    for (let round = 0; round < 6; round += 1) {
      const fleet = await aFleet();
      const { id, planHash } = await ask(one, INTERVENTIONS.pause(fleet), true);
      const all = await Promise.all([
        ...[two, three, two].map((lead) => outcome(approve(lead, id, planHash))),
        ...[two, three, three].map((lead) => other.call("approve", lead, id, planHash)),
      ]);
      expect(tally(all)).toEqual({ done: 1, others: ["invalid_state"] });
      expect(await laidBy(id)).toHaveLength(1);
      expect(times(await actsOf(id), "guardian.approval.granted")).toBe(1);
      await expectWhole(fleet.project);
    }
  });

  it("both ways while its time ends has one outcome, and effects only where it was granted", async () => {
    const seen = new Set<string>();
    for (let round = 0; round < 10; round += 1) {
      const fleet = await aFleet();
      const { id, planHash } = await ask(one, INTERVENTIONS.override_priority(fleet), true);
      const isOver = round % 2 === 1;
      const expiring = isOver
        ? change`UPDATE guardian_actions SET approval_expires_at = now() WHERE id = ${id}`.then(guardianTick)
        : Promise.resolve();
      const [granted, rejected] = await Promise.all([
        outcome(approve(two, id, planHash)),
        other.call("reject", three, id),
        expiring,
      ]);
      await guardianTick();
      const status = await statusOf(id);
      seen.add(status);
      const expected = granted === "done" ? "executed" : rejected === "done" ? "rejected" : "expired";
      expect(status).toBe(expected);
      expect([granted, rejected].filter((each) => each === "done").length).toBeLessThanOrEqual(1);
      expect(await laidBy(id)).toHaveLength(status === "executed" ? 1 : 0);
      await expectWhole(fleet.project);
    }
    expect(seen.size).toBeGreaterThan(1);
  });
});

describe("taking back", () => {
  it.each(Object.keys(INTERVENTIONS) as (keyof typeof INTERVENTIONS)[])(
    "%s by many at once happens once",
    async (kind) => {
      const fleet = await aFleet();
      const { id } = await ask(one, INTERVENTIONS[kind](fleet));
      const all = await Promise.all([
        ...Array.from({ length: 3 }, () => outcome(revert(two, id))),
        ...Array.from({ length: 3 }, () => other.call("revert", three, id)),
      ]);
      expect(tally(all)).toEqual({ done: 1, others: ["invalid_state"] });
      expect(times(await actsOf(id), "guardian.intervention.reverted")).toBe(1);
      await expectWhole(fleet.project);
      const reopened = await rows`
      SELECT 1 FROM tasks WHERE project_id = ${fleet.project.id} AND (retry_of IS NOT NULL OR state = 'cancelled')`;
      expect(reopened).toEqual([]);
    },
  );

  it("while its time ends, a person ends the hold and two clocks look, ends it once", async () => {
    for (let round = 0; round < 8; round += 1) {
      const fleet = await aFleet();
      const { id, effects } = await ask(one, INTERVENTIONS.pause(fleet));
      const hold = { id: effects[0]?.refId ?? "" };
      await change`UPDATE guardian_actions SET expires_at = now() WHERE id = ${id}`;
      await change`UPDATE holds SET expires_at = now() WHERE id = ${hold.id}`;
      await Promise.all([
        outcome(revert(two, id)),
        other.call("revert", three, id),
        outcome(endHold(hold)),
        work.tick(),
        guardianTick(),
        other.call("guardianTick"),
      ]);
      await guardianTick();
      expect(await statusOf(id)).toBe("reverted");
      expect(times(await actsOf(hold.id), "hold.ended")).toBe(1);
      expect(times(await actsOf(id), "guardian.intervention.reverted")).toBe(1);
      await expectWhole(fleet.project);
    }
  });
});

describe("the same target", () => {
  it.each(["cancel_task", "quarantine_agent", "replace_agent"] as const)(
    "%s by many at once is done once",
    async (kind) => {
      const fleet = await aFleet();
      const intervention = INTERVENTIONS[kind](fleet);
      const all = await Promise.all([
        ...Array.from({ length: 4 }, () => outcome(ask(one, intervention))),
        ...Array.from({ length: 4 }, () => other.call("ask", two, intervention)),
      ]);
      expect(tally(all)).toEqual({ done: 1, others: ["invalid_state"] });
      const actions = await rows`SELECT 1 FROM guardian_actions WHERE project_id = ${fleet.project.id}`;
      expect(actions).toHaveLength(1);
      await expectWhole(fleet.project);
    },
  );

  it("never gives up a project's last slot, however many take slots of its agents at once", async () => {
    const reservedIn = async ({ project }: Fleet) => {
      const [row] = await rows<{ slots: number }>`
        SELECT coalesce(sum(slots), 0)::int AS slots FROM capacity_reservations
        WHERE agent_id IN (SELECT id FROM agents WHERE project_id = ${project.id}) AND ended_at IS NULL`;
      return row?.slots ?? 0;
    };
    for (let round = 0; round < 5; round += 1) {
      const fleet = await aFleet({ agents: 4, capacity: 1, tasks: 8, held: 0 });
      const from = (n: number) => ({
        ...INTERVENTIONS.reallocate(fleet),
        from: { agentIds: [fleet.workers[n]?.agent.id ?? ""] },
      });
      const all = await Promise.all([
        ...[0, 1].map((n) => outcome(ask(one, from(n) as Intervention))),
        ...[2, 3].map((n) => other.call("ask", two, from(n))),
      ]);
      expect([tally(all), await reservedIn(fleet)]).toEqual([{ done: 3, others: ["invalid_state"] }, 3]);
      await expectWhole(fleet.project);
    }
  });

  it("gives each of many who take slots at once one of its own, as long as there are any", async () => {
    const fleet = await aFleet({ agents: 3, capacity: 3, tasks: 12, held: 0 });
    const intervention = INTERVENTIONS.reallocate(fleet);
    const all = await Promise.all([
      ...Array.from({ length: 4 }, () => outcome(ask(one, intervention))),
      ...Array.from({ length: 4 }, () => other.call("ask", two, intervention)),
    ]);
    expect(tally(all)).toEqual({ done: 8, others: [] });
    expect(await outcome(ask(one, intervention))).toBe("invalid_state");
    await expectWhole(fleet.project);
  });

  it("approved later does not give up the last slot either: what was planned then cannot be done now", async () => {
    const fleet = await aFleet({ agents: 2, capacity: 1, tasks: 4, held: 0 });
    const intervention = INTERVENTIONS.reallocate(fleet);
    const { id, planHash } = await ask(one, intervention, true);
    const taken = await rows<{ agent: string }>`
      SELECT e ->> 'entity' AS agent FROM guardian_actions x, jsonb_array_elements(x.plan::jsonb -> 'effects') AS e WHERE x.id = ${id}`;
    const left = fleet.workers.find(({ agent }) => agent.id !== taken[0]?.agent)?.agent.id ?? "";
    const fromOther = { ...intervention, from: { agentIds: [left] } } as Intervention;
    expect(await outcome(ask(two, fromOther))).toBe("done");
    expect(await outcome(approve(two, id, planHash))).toBe("conflict");
    expect(await statusOf(id)).toBe("stale");
    expect(await laidBy(id)).toEqual([]);
  });
});

it("acting before anybody has approved keeps its limit, however much is asked at once", async () => {
  const lead = aLead(9);
  const fleets = await many(8, () => aFleet());
  const breaking = { reason: "r", expiresInSeconds: 600, breakGlass: true, approval: "ask" as const };
  const all = await Promise.all(
    fleets.map((fleet) => outcome(intervene(lead, INTERVENTIONS.pause(fleet), breaking))),
  );
  expect(all.filter((came) => came === "done")).toHaveLength(3);
  const [row] = await rows<{ n: number }>`
    SELECT count(*)::int AS n FROM guardian_actions WHERE is_break_glass AND initiated_by = ${lead.id}`;
  expect(row?.n).toBe(3);
});
