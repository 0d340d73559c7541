// The pure decisions about reserved slots and about circles, by tables and by chance.
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { findCycle, hasSlotFor, type Reserved, usedSlots } from "@/lib/work/rules";

const task = { projectId: "p", ticketId: "t", phase: "DESIGN", priority: "MEDIUM" } as const;
const reserved = (more: Partial<Reserved> = {}): Reserved => ({
  ...{ id: "r1", agentId: "a", slots: 1, kind: "ticket", target: "t", projectId: "p" },
  ...more,
});

test.each([
  [{}, true],
  [{ target: "other" }, false],
  [{ projectId: "other" }, false],
  [{ kind: "phase", target: "DESIGN", projectId: null }, true],
  [{ kind: "phase", target: "DONE", projectId: null }, false],
  [{ kind: "project", target: null }, true],
  [{ kind: "priority_at_least", target: "MEDIUM" }, true],
  [{ kind: "priority_at_least", target: "LOW" }, true],
  [{ kind: "priority_at_least", target: "HIGH" }, false],
] as const)("a reservation with %o serves a MEDIUM task in DESIGN: %s", (more, serves) => {
  expect(hasSlotFor(task, { capacity: 1, load: 0 }, [reserved(more)], new Map())).toBe(serves);
});

describe("slots in use", () => {
  const held = (agentId = "a") => ({ ...task, agentId });

  it("are counted for the oldest reservation that fits, and each task once", () => {
    const both = [reserved(), reserved({ id: "r2", slots: 2, kind: "project", target: null })];
    expect([...usedSlots(both, [held()])]).toEqual([
      ["r1", 1],
      ["r2", 0],
    ]);
    expect([...usedSlots(both, [held(), held(), held(), held()])]).toEqual([
      ["r1", 1],
      ["r2", 2],
    ]);
  });

  it("are those of the reservation's own agent", () => {
    expect([...usedSlots([reserved()], [held("b")])]).toEqual([["r1", 0]]);
  });
});

test.each([
  ["an idle agent without reservations", { capacity: 1, load: 0 }, [], true],
  ["a full one", { capacity: 1, load: 1 }, [], false],
  ["one that keeps its slot for the task", { capacity: 1, load: 0 }, [reserved()], true],
  ["one that keeps its slot for another", { capacity: 1, load: 0 }, [reserved({ target: "x" })], false],
  ["one with a slot beside the reserved", { capacity: 2, load: 0 }, [reserved({ target: "x" })], true],
  [
    "one that keeps its last slot for an older reservation",
    { capacity: 2, load: 1 },
    [reserved({ id: "r0", target: "x" }), reserved()],
    false,
  ],
  [
    "one whose older reservation is the task's",
    { capacity: 2, load: 1 },
    [reserved(), reserved({ id: "r2", target: "x" })],
    true,
  ],
] as const)("%s has a slot: %o %o %s", (_, agent, own, has) => {
  expect(hasSlotFor(task, agent, [...own], new Map())).toBe(has);
});

describe("a circle", () => {
  const graph = fc.array(fc.array(fc.nat(9), { maxLength: 3 }), { minLength: 1, maxLength: 10 });
  const toMap = (edges: number[][]) => new Map(edges.map((next, n) => [String(n), next.map(String)]));

  /** Takes away nodes without predecessors until none is left, or only circles and what is behind them. */
  const isCyclic = (edges: number[][]) => {
    const left = new Map(edges.map((before, n) => [n, before.filter((one) => one < edges.length)]));
    for (let size = -1; size !== left.size; ) {
      size = left.size;
      for (const [n, before] of left) if (!before.some((one) => left.has(one))) left.delete(n);
    }
    return left.size > 0;
  };

  it("is found exactly when there is one, and each of its steps is an edge", () => {
    fc.assert(
      fc.property(graph, (edges) => {
        const cycle = findCycle(toMap(edges));
        expect(cycle !== null).toBe(isCyclic(edges));
        if (!cycle) return;
        expect(cycle[0]).toBe(cycle.at(-1));
        for (const [at, node] of cycle.slice(0, -1).entries()) {
          expect(toMap(edges).get(node)).toContain(cycle[at + 1]);
        }
      }),
    );
  });

  it("is looked for without recursion: a chain of 2,000 is none", () => {
    const chain = new Map(
      Array.from({ length: 2000 }, (_, n) => [String(n), n === 0 ? [] : [String(n - 1)]]),
    );
    expect(findCycle(new Map([...chain].reverse()))).toBeNull();
  });
});
