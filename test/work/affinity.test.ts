// Which tasks an agent prefers: its phases first, but never before CRITICAL work and never instead of any other.
import { describe, expect, it } from "vitest";
import "../support/embedded";
import { anAgent, aProject, aTask, aTicket } from "../support/makers";
import { change } from "../support/sql";
import { complete, hold, reserve, take, takeIds } from "./support/acts";

async function aMix() {
  const project = await aProject();
  const ticket = await aTicket({ project });
  const make = async (phase: string, priority: "CRITICAL" | "HIGH" | "LOW") =>
    (await aTask({ ticket, phase, priority })).id;
  return {
    ...{ project, ticket },
    ...{ urgent: await make("TESTING", "CRITICAL"), high: await make("TESTING", "HIGH") },
    ...{ low: await make("DESIGN", "LOW"), older: await make("DESIGN", "HIGH") },
  };
}

describe("an agent with phases of its own", () => {
  it("takes CRITICAL work first, then its phases in their order, then the rest", async () => {
    const { project, urgent, high, low, older } = await aMix();
    const agent = await anAgent({ project, phaseAffinity: ["DESIGN"], capacity: 9 });
    const order: string[] = [];
    for (let n = 0; n < 4; n += 1) order.push(...(await takeIds(agent)));
    expect(order).toEqual([urgent, older, low, high]);
  });

  it("gets the same in one request as in several", async () => {
    const { project, urgent, high, low, older } = await aMix();
    const agent = await anAgent({ project, phaseAffinity: ["DESIGN"], capacity: 9 });
    expect(await takeIds(agent, 3)).toEqual([urgent, older, low]);
    expect(await takeIds(agent, 3)).toEqual([high]);
  });

  it("with several phases prefers none among them, only the queue's order", async () => {
    const { project, urgent, high, low, older } = await aMix();
    const agent = await anAgent({ project, phaseAffinity: ["DESIGN", "TESTING"], capacity: 9 });
    await change`UPDATE tasks SET enqueued_at = enqueued_at - interval '1 minute' WHERE id = ${high}`;
    expect(await takeIds(agent, 9)).toEqual([urgent, high, older, low]);
  });

  it("never gets more than its capacity, and never what a hold covers", async () => {
    const { project } = await aMix();
    const agent = await anAgent({ project, phaseAffinity: ["DESIGN"], capacity: 2 });
    await hold({ kind: "phase", phase: "DESIGN", projectId: project.id });
    const held = await take(agent, 9);
    expect(held.map(({ task }) => task.phase)).toEqual(["TESTING", "TESTING"]);
    for (const one of held) await complete(one);
    expect(await takeIds(agent, 9)).toEqual([]);
  });

  it("keeps its reserved slots free of its own phases too", async () => {
    const { project, urgent, older } = await aMix();
    const empty = await aTicket({ project });
    const agent = await anAgent({ project, phaseAffinity: ["DESIGN"], capacity: 3 });
    await reserve(agent, 1, { kind: "ticket", ticketId: empty.id });
    expect(await takeIds(agent, 9)).toEqual([urgent, older]);
  });

  it("alone in its project takes everything in the end", async () => {
    const { project } = await aMix();
    const agent = await anAgent({ project, phaseAffinity: ["DEPLOYMENT"], capacity: 9 });
    expect(await takeIds(agent, 9)).toHaveLength(4);
  });
});
