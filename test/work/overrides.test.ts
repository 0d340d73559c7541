// Priority overrides: what the queue obeys is the base priority under whatever lies over it.
import { describe, expect, it } from "vitest";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { ADMIN, aKey, anAgent, aProject, aTask, aTicket } from "../support/makers";
import { change, eventsOf } from "../support/sql";
import { stopTheClock, untilWaiting } from "../support/still-clock";
import { complete, createAll, override, statesOf, take, takeIds, update } from "./support/acts";

const endOverride = ({ id }: { id: string }) => work.endOverride(ADMIN, id, {});
const prioritiesOf = async ({ id }: { id: string }) => {
  const { priority, basePriority } = await work.getTask(ADMIN, id);
  return [priority, basePriority];
};

async function aPair() {
  const project = await aProject();
  const ticket = await aTicket({ project, priority: "LOW" });
  const [first, second] = await createAll(ticket, [{}, {}]);
  if (!first || !second) throw new Error("Two were asked for.");
  return { project, ticket, first, second };
}

describe("an override", () => {
  it("of a task makes it first in the queue, and its end puts it back where it was", async () => {
    const { project, first, second } = await aPair();
    const placed = await override({ kind: "task", taskId: second.id }, "CRITICAL");
    expect(placed).toMatchObject({ priority: "CRITICAL", scope: { kind: "task", taskId: second.id } });
    expect(await prioritiesOf(second)).toEqual(["CRITICAL", "LOW"]);
    await endOverride(placed);
    expect(await prioritiesOf(second)).toEqual(["LOW", "LOW"]);
    expect(await takeIds(await anAgent({ project }))).toEqual([first.id]);
    const again = await override({ kind: "task", taskId: second.id }, "LOW");
    expect(await prioritiesOf(second)).toEqual(["LOW", "LOW"]);
    await endOverride(again);
  });

  it("decides the very next claim", async () => {
    const { project, second } = await aPair();
    await override({ kind: "task", taskId: second.id }, "HIGH");
    expect(await takeIds(await anAgent({ project }))).toEqual([second.id]);
  });

  it("of a ticket moves its tasks, also those that come later, and no others", async () => {
    const { project, ticket, first } = await aPair();
    const outside = await aTask({ project, priority: "MEDIUM" });
    const placed = await override({ kind: "ticket", ticketId: ticket.id }, "HIGH");
    const [later] = await createAll(ticket, [{ priority: "CRITICAL" }]);
    expect(await prioritiesOf(first)).toEqual(["HIGH", "LOW"]);
    expect(await prioritiesOf(later ?? first)).toEqual(["HIGH", "CRITICAL"]);
    expect(await prioritiesOf(outside)).toEqual(["MEDIUM", "MEDIUM"]);
    await endOverride(placed);
    expect(await prioritiesOf(first)).toEqual(["LOW", "LOW"]);
    expect(await prioritiesOf(later ?? first)).toEqual(["CRITICAL", "CRITICAL"]);
  });

  it("leaves an edit of the base alone: it shows when the override ends", async () => {
    const { first } = await aPair();
    const placed = await override({ kind: "task", taskId: first.id }, "HIGH");
    await update(first, { priority: "MEDIUM" });
    expect(await prioritiesOf(first)).toEqual(["HIGH", "MEDIUM"]);
    await endOverride(placed);
    expect(await prioritiesOf(first)).toEqual(["MEDIUM", "MEDIUM"]);
  });

  it("that has expired is ended by the clock, once, and the base is back", async () => {
    const { first } = await aPair();
    const placed = await override({ kind: "task", taskId: first.id }, "HIGH", { expiresInSeconds: 60 });
    await change`UPDATE priority_overrides SET expires_at = now() - interval '1 second' WHERE id = ${placed.id}`;
    await work.tick();
    await work.tick();
    expect(await prioritiesOf(first)).toEqual(["LOW", "LOW"]);
    expect(await eventsOf(placed.id)).toEqual(["priority_override.placed", "priority_override.ended"]);
  });

  it("takes nothing from an agent that holds the task: it goes on and completes", async () => {
    const { project, first } = await aPair();
    const agent = await anAgent({ project });
    const [held] = await take(agent);
    const placed = await override({ kind: "task", taskId: first.id }, "CRITICAL");
    expect(await statesOf([first.id])).toEqual(["claimed"]);
    expect(held && (await complete(held))).toMatchObject({ state: "completed", priority: "CRITICAL" });
    await endOverride(placed);
    expect(await statesOf([first.id])).toEqual(["completed"]);
  });

  it("wakes a claim that waits for its agent's reserved slot", async () => {
    const { project, first } = await aPair();
    const agent = await anAgent({ project });
    await work.placeReservation(ADMIN, {
      ...{ agentId: agent.agent.id, slots: 1, reason: "r" },
      scope: { kind: "priority_at_least", priority: "CRITICAL" },
    });
    stopTheClock();
    const { waiting } = await untilWaiting(() => takeIds(agent, 1, 10_000));
    await override({ kind: "task", taskId: first.id }, "CRITICAL");
    expect(await waiting).toEqual([first.id]);
  });
});

describe("of several overrides", () => {
  const aMonitor = (level: "MONITOR" | "GUARDIAN" | "WATCHDOG") => aKey({ scopes: ["work:act"], level });

  it("the one of the task goes before the ticket's, whichever came first", async () => {
    const { ticket, first, second } = await aPair();
    const near = await override({ kind: "task", taskId: first.id }, "MEDIUM");
    await override({ kind: "ticket", ticketId: ticket.id }, "CRITICAL");
    await override({ kind: "task", taskId: second.id }, "HIGH");
    expect(await prioritiesOf(first)).toEqual(["MEDIUM", "LOW"]);
    expect(await prioritiesOf(second)).toEqual(["HIGH", "LOW"]);
    await endOverride(near);
    expect(await prioritiesOf(first)).toEqual(["CRITICAL", "LOW"]);
  });

  it("the one of the higher authority goes before a nearer and a newer one", async () => {
    const { ticket, first } = await aPair();
    const more = { expiresInSeconds: 60 };
    const [guardian, monitor] = [await aMonitor("GUARDIAN"), await aMonitor("MONITOR")];
    const high = await override({ kind: "ticket", ticketId: ticket.id }, "HIGH", more, guardian.actor);
    await override({ kind: "task", taskId: first.id }, "CRITICAL", more, monitor.actor);
    expect(await prioritiesOf(first)).toEqual(["HIGH", "LOW"]);
    await endOverride(high);
    expect(await prioritiesOf(first)).toEqual(["CRITICAL", "LOW"]);
  });

  it("the newer goes before the older of the same kind and authority, and the older returns", async () => {
    const { first } = await aPair();
    const scope = { kind: "task", taskId: first.id } as const;
    const [older, newer] = [await override(scope, "CRITICAL"), await override(scope, "MEDIUM")];
    expect(await prioritiesOf(first)).toEqual(["MEDIUM", "LOW"]);
    await endOverride(newer);
    expect(await prioritiesOf(first)).toEqual(["CRITICAL", "LOW"]);
    await endOverride(older);
    expect(await prioritiesOf(first)).toEqual(["LOW", "LOW"]);
  });
});
