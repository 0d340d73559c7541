// Capacity reservations: slots of an agent that serve a scope and nothing else.
import { describe, expect, it } from "vitest";
import { POST as reserveRoute } from "@/app/api/v1/capacity-reservations/route";
import type { ReservationScope } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { call } from "../support/call";
import { ADMIN, anAgent, aPerson, aProject, aTicket, type TestAgent } from "../support/makers";
import { refusal } from "../support/refusal";
import { change, eventsOf } from "../support/sql";
import { stopTheClock, untilWaiting } from "../support/still-clock";
import { complete, createAll, override, reserve, take } from "./support/acts";

const endReservation = ({ id }: { id: string }) => work.endReservation(ADMIN, id, {});

/** Plenty of tasks on two tickets, and an agent of four slots. */
async function aYard(capacity = 4) {
  const project = await aProject();
  const [vip, other] = [
    await aTicket({ project, priority: "LOW" }),
    await aTicket({ project, priority: "HIGH" }),
  ];
  const [forVip, forOther] = [
    await createAll(vip, Array(6).fill({})),
    await createAll(other, Array(6).fill({})),
  ];
  const agent = await anAgent({ project, capacity });
  return { project, vip, other, agent, forVip, forOther };
}

/** How many of each ticket's tasks the agent gets when it asks for all it can hold. */
async function split(agent: TestAgent, vip: { id: string }, max = 500) {
  const held = await take(agent, max);
  const served = held.filter(({ task }) => task.ticketId === vip.id);
  return { held, served: served.length, others: held.length - served.length };
}

const usedOf = async (id: string) =>
  (await work.listReservations(ADMIN, { live: true, limit: 200 })).items.find((one) => one.id === id)
    ?.slotsUsed;

describe("reserved slots", () => {
  it("serve their scope first, and other work never fills them", async () => {
    const { vip, agent } = await aYard();
    await reserve(agent, 2, { kind: "ticket", ticketId: vip.id });
    // The other ticket is more urgent, and takes all that is not reserved.
    expect(await split(agent, vip)).toMatchObject({ served: 2, others: 2 });
  });

  it("stay empty while there is nothing for them, however often the agent asks", async () => {
    const { project, vip, agent } = await aYard();
    const empty = await aTicket({ project });
    const { id } = await reserve(agent, 3, { kind: "ticket", ticketId: empty.id });
    const first = await split(agent, vip);
    expect(first.held).toHaveLength(1);
    expect((await split(agent, vip)).held).toHaveLength(0);
    expect(await usedOf(id)).toBe(0);
    await createAll(empty, [{}]);
    expect((await take(agent, 9)).map(({ task }) => task.ticketId)).toEqual([empty.id]);
    expect(await usedOf(id)).toBe(1);
    for (const one of first.held) await complete(one);
    expect((await split(agent, vip)).held).toHaveLength(1);
  });

  it("do not stop what runs in them already: they serve the scope as they come free", async () => {
    const { project, agent, vip, other } = await aYard();
    await work.updateTicket(ADMIN, vip.id, { status: "done" });
    const running = await take(agent, 4);
    expect(running.map(({ task }) => task.ticketId)).toEqual(Array(4).fill(other.id));
    await work.updateTicket(ADMIN, vip.id, { status: "open" });
    await reserve(agent, 2, { kind: "ticket", ticketId: vip.id });
    expect((await work.getAgent(ADMIN, agent.agent.id)).load).toBe(4);
    const got: string[] = [];
    for (const one of running) {
      await complete(one);
      got.push(...(await take(agent, 9)).map(({ task }) => task.ticketId));
    }
    expect(got.filter((id) => id === vip.id)).toHaveLength(2);
    expect(project.id).toBe((await work.getTicket(ADMIN, vip.id)).projectId);
  });

  it("give one task at a time the same as many at once", async () => {
    const { vip, agent } = await aYard();
    await reserve(agent, 2, { kind: "ticket", ticketId: vip.id });
    const got = { served: 0, others: 0 };
    for (let n = 0; n < 6; n += 1) {
      const { served, others } = await split(agent, vip, 1);
      got.served += served;
      got.others += others;
    }
    expect(got).toEqual({ served: 2, others: 2 });
  });

  it.each<[string, (yard: Awaited<ReturnType<typeof aYard>>) => ReservationScope, number]>([
    ["a phase", () => ({ kind: "phase", phase: "DESIGN" }), 0],
    ["a priority and above", () => ({ kind: "priority_at_least", priority: "HIGH" }), 6],
    ["its project", ({ project }) => ({ kind: "project", projectId: project.id }), 12],
  ])("may serve %s", async (_, scopeOf, fitting) => {
    const yard = await aYard(500);
    await reserve(yard.agent, 500, scopeOf(yard));
    expect(await take(yard.agent, 500)).toHaveLength(fitting);
  });

  it("serve a task that an override makes urgent enough", async () => {
    const { vip, agent, forVip } = await aYard();
    await reserve(agent, 4, { kind: "priority_at_least", priority: "CRITICAL" });
    expect(await take(agent, 9)).toEqual([]);
    await override({ kind: "ticket", ticketId: vip.id }, "CRITICAL");
    expect((await take(agent, 9)).map(({ task }) => task.id)).toEqual(forVip.slice(0, 4).map(({ id }) => id));
  });
});

describe("several reservations of an agent", () => {
  it("each keep their own slots, and one task fills one of them only", async () => {
    const { vip, agent } = await aYard();
    const one = await reserve(agent, 1, { kind: "ticket", ticketId: vip.id });
    const two = await reserve(agent, 2, { kind: "priority_at_least", priority: "HIGH" });
    const { served, others } = await split(agent, vip);
    expect([served, others]).toEqual([1, 3]);
    expect([await usedOf(one.id), await usedOf(two.id)]).toEqual([1, 2]);
  });

  it("placed while other work fills their slots: the older gets the first that comes free", async () => {
    const { vip, other, agent } = await aYard(3);
    await work.updateTicket(ADMIN, vip.id, { status: "done" });
    const [first] = await take(agent, 2);
    await work.updateTicket(ADMIN, vip.id, { status: "open" });
    await reserve(agent, 1, { kind: "ticket", ticketId: vip.id });
    await reserve(agent, 2, { kind: "priority_at_least", priority: "CRITICAL" });
    expect((await take(agent, 9)).map(({ task }) => task.ticketId)).toEqual([vip.id]);
    if (first) await complete(first);
    expect(await take(agent, 9)).toEqual([]);
    await override({ kind: "ticket", ticketId: other.id }, "CRITICAL");
    expect((await take(agent, 9)).map(({ task }) => task.ticketId)).toEqual([other.id]);
  });

  it("over the same scope add up, and the load is never above the capacity", async () => {
    const { vip, agent } = await aYard();
    await reserve(agent, 1, { kind: "ticket", ticketId: vip.id });
    await reserve(agent, 2, { kind: "ticket", ticketId: vip.id });
    expect(await split(agent, vip)).toMatchObject({ served: 3, others: 1 });
    expect(await work.getAgent(ADMIN, agent.agent.id)).toMatchObject({
      load: 4,
      capacity: 4,
      reservedSlots: 3,
    });
  });
});

describe("placing a reservation", () => {
  it("of more slots than are left is refused with 422 at the slots, and says how many are", async () => {
    const { vip, agent } = await aYard();
    const scope = { kind: "ticket", ticketId: vip.id } as const;
    await reserve(agent, 3, scope);
    const person = await aPerson("lead");
    const body = { agentId: agent.agent.id, slots: 2, scope, reason: "r" };
    const { problem } = await call(reserveRoute, { method: "POST", person, body });
    expect(problem).toMatchObject({ status: 422, facts: { capacity: 4, reservedSlots: 3 } });
    expect(problem.issues).toEqual([{ in: "body", pointer: "/slots", detail: "Must be at most 1." }]);
    expect(problem.detail).toContain("has 1 of 4 slots left");
    await reserve(agent, 1, scope);
    expect((await work.getAgent(ADMIN, agent.agent.id)).reservedSlots).toBe(4);
  });

  it("twice at once never reserves more than there is", async () => {
    const { vip, agent } = await aYard();
    const scope = { kind: "ticket", ticketId: vip.id } as const;
    const both = await Promise.allSettled([reserve(agent, 3, scope), reserve(agent, 3, scope)]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  it("on an agent that is retired is refused", async () => {
    const { vip, agent } = await aYard();
    await work.drainAgent(ADMIN, agent.agent.id);
    await work.tick();
    const refused = await refusal(reserve(agent, 1, { kind: "ticket", ticketId: vip.id }));
    expect(refused).toMatchObject({ code: "invalid_state" });
    expect(refused.message).toContain("is retired");
  });
});

describe("a reservation ends", () => {
  it("when somebody ends it, and a claim that waits gets the slot at once", async () => {
    const { project, agent } = await aYard(1);
    const empty = await aTicket({ project });
    const placed = await reserve(agent, 1, { kind: "ticket", ticketId: empty.id });
    stopTheClock();
    const { waiting } = await untilWaiting(() => take(agent, 1, 10_000));
    await endReservation(placed);
    expect(await waiting).toHaveLength(1);
  });

  it("when its time is over: at once for claims, and once by the clock", async () => {
    const { project, vip, agent } = await aYard();
    const empty = await aTicket({ project });
    const placed = await reserve(agent, 4, { kind: "ticket", ticketId: empty.id }, { expiresInSeconds: 60 });
    expect(await take(agent, 9)).toEqual([]);
    await change`UPDATE capacity_reservations SET expires_at = now() - interval '1 second' WHERE id = ${placed.id}`;
    expect((await work.getAgent(ADMIN, agent.agent.id)).reservedSlots).toBe(0);
    expect((await split(agent, vip)).held).toHaveLength(4);
    await work.tick();
    await work.tick();
    expect(await eventsOf(placed.id)).toEqual(["capacity_reservation.placed", "capacity_reservation.ended"]);
  });

  it("with its agent's retirement, and says why", async () => {
    const { vip, agent } = await aYard();
    const placed = await reserve(agent, 2, { kind: "ticket", ticketId: vip.id });
    await work.drainAgent(ADMIN, agent.agent.id);
    await work.tick();
    const { items } = await work.listReservations(ADMIN, { live: false, limit: 200 });
    const ended = items.find(({ id }) => id === placed.id);
    expect(ended).toMatchObject({ endedBy: "system", agentName: agent.agent.name });
    expect((await eventsOf(placed.id)).at(-1)).toBe("capacity_reservation.ended");
  });
});
