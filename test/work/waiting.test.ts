// Why a task is not being claimed, in the words that its page shows; each said exactly when it is so.
import { describe, expect, it } from "vitest";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { ADMIN, anAgent, aProject, aTask, aTicket, claimOne } from "../support/makers";
import { endHold, fail, hold, override, reserve, takeIds } from "./support/acts";

const whyOf = async ({ id }: { id: string }) => (await work.getTask(ADMIN, id)).waiting;
const kindsOf = async (task: { id: string }) => (await whyOf(task)).map(({ kind }) => kind);

async function aPlace(capabilities: string[] = []) {
  const project = await aProject();
  const ticket = await aTicket({ project });
  return { project, ticket, agent: await anAgent({ project, capabilities, capacity: 2 }) };
}

describe("a pending task waits", () => {
  it("for its closed ticket", async () => {
    const { ticket } = await aPlace();
    const task = await aTask({ ticket });
    await work.updateTicket(ADMIN, ticket.id, { status: "abandoned" });
    expect(await whyOf(task)).toMatchObject([{ kind: "ticket_closed", entity: ticket.id }]);
    expect((await whyOf(task))[0]?.detail).toContain("abandoned");
    await work.updateTicket(ADMIN, ticket.id, { status: "open" });
    expect(await kindsOf(task)).toEqual(["queued"]);
  });

  it("for each task it depends on that has not ended, by its title and state", async () => {
    const { ticket, agent } = await aPlace();
    const [one, two] = [await aTask({ ticket, title: "first" }), await aTask({ ticket, title: "second" })];
    const task = await aTask({ ticket, dependsOn: [one.id, two.id] });
    await takeIds(agent);
    expect(await whyOf(task)).toEqual([
      { kind: "dependencies", entity: one.id, detail: "Waits for “first”, which is claimed." },
      { kind: "dependencies", entity: two.id, detail: "Waits for “second”, which is pending." },
    ]);
  });

  it("for each hold that covers it, and not for one on an agent or another phase", async () => {
    const { project, ticket, agent } = await aPlace();
    const task = await aTask({ ticket });
    const one = await hold({ kind: "project", projectId: project.id }, { reason: "too expensive" });
    const two = await hold({ kind: "ticket", ticketId: ticket.id });
    await hold({ kind: "agent", agentId: agent.agent.id });
    await hold({ kind: "phase", phase: "DESIGN", projectId: project.id });
    expect(await whyOf(task)).toMatchObject([
      { kind: "held", entity: one.id },
      { kind: "held", entity: two.id },
      // The hold on the only agent.
      { kind: "no_capacity", detail: "The only agent that could take it is at capacity, reserved or held." },
    ]);
    expect((await whyOf(task))[0]?.detail).toContain("too expensive");
    await work.tick();
    await endHold(one);
    await endHold(two);
    // The hold on the only agent is left.
    expect(await kindsOf(task)).toEqual(["no_capacity"]);
  });

  it("for the end of its pause after a failure", async () => {
    const held = await claimOne();
    await fail(held, true);
    expect(await kindsOf(held.task)).toEqual(["backoff"]);
  });

  it("for an agent: none is there, none has the capabilities, or none of them is active", async () => {
    const alone = await aTask();
    expect(await whyOf(alone)).toMatchObject([{ kind: "no_agent", entity: null }]);
    const { ticket, agent } = await aPlace(["typescript"]);
    const task = await aTask({ ticket, requiredCapabilities: ["typescript", "gpu"] });
    expect((await whyOf(task))[0]).toMatchObject({
      kind: "no_agent",
      detail: expect.stringContaining("typescript, gpu"),
    });
    const able = await aTask({ ticket, requiredCapabilities: ["typescript"] });
    expect(await kindsOf(able)).toEqual(["queued"]);
    // All that holds is said: with the hold gone it would still wait.
    const held = await hold({ kind: "ticket", ticketId: ticket.id });
    expect(await kindsOf(task)).toEqual(["held", "no_agent"]);
    expect(await kindsOf(able)).toEqual(["held"]);
    await endHold(held);
    await work.quarantineAgent(ADMIN, agent.agent.id, { reason: "r" });
    expect(await kindsOf(able)).toEqual(["no_agent"]);
  });

  it("for a slot: all agents that could take it are full, reserved or held", async () => {
    const { project, ticket, agent } = await aPlace();
    for (let n = 0; n < 2; n += 1) await aTask({ ticket });
    await takeIds(agent, 2);
    const task = await aTask({ ticket });
    expect(await kindsOf(task)).toEqual(["no_capacity"]);
    const second = await anAgent({ project });
    expect(await kindsOf(task)).toEqual(["queued"]);
    await hold({ kind: "agent", agentId: second.agent.id });
    expect(await kindsOf(task)).toEqual(["no_capacity"]);
    const third = await anAgent({ project });
    const empty = await aTicket({ project });
    await reserve(third, 1, { kind: "ticket", ticketId: empty.id });
    expect(await whyOf(task)).toMatchObject([
      {
        kind: "no_capacity",
        detail: "All 3 agents that could take it are at capacity, reserved or held.",
      },
    ]);
  });

  it("for nothing when a free slot is reserved for it", async () => {
    const { ticket, agent } = await aPlace();
    const task = await aTask({ ticket });
    await reserve(agent, 2, { kind: "ticket", ticketId: ticket.id });
    expect(await kindsOf(task)).toEqual(["queued"]);
    expect(await takeIds(agent)).toEqual([task.id]);
  });

  it("for nothing when the reserved slots are in use and another is free", async () => {
    const { project, ticket, agent } = await aPlace();
    await aTask({ ticket });
    await reserve(agent, 1, { kind: "ticket", ticketId: ticket.id });
    await takeIds(agent);
    const other = await aTask({ project });
    expect(await kindsOf(other)).toEqual(["queued"]);
    expect(await takeIds(agent)).toEqual([other.id]);
  });

  it("for those before it, counted by the order that the queue obeys", async () => {
    const { project } = await aPlace();
    const tasks: { id: string }[] = [];
    for (let n = 0; n < 3; n += 1) tasks.push(await aTask({ project, priority: "CRITICAL" }));
    const detailOf = async (task: { id: string } | undefined) => (await whyOf(task ?? { id: "" }))[0]?.detail;
    const countOf = async (n: number) => Number(/^\d+/.exec((await detailOf(tasks[n])) ?? "")?.[0] ?? 0);
    expect((await countOf(2)) - (await countOf(0))).toBe(2);
    await override({ kind: "task", taskId: tasks[0]?.id ?? "" }, "LOW");
    expect((await countOf(0)) - (await countOf(2))).toBeGreaterThan(0);
  });
});

it("a task that is not pending waits for nothing", async () => {
  const held = await claimOne();
  expect(await whyOf(held.task)).toEqual([]);
  await fail(held);
  expect(await whyOf(held.task)).toEqual([]);
});
