import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  connectedTasks,
  DRAWN_MAX,
  NODE_HEIGHT,
  NODE_WIDTH,
  toDrawing,
  toRows,
} from "@/components/work/prepare-graph";
import type { TaskGraph, TaskSummary } from "@/lib/work/schema";

const task = (id: string, state: TaskSummary["state"] = "pending") =>
  ({ id, title: id, state }) as TaskSummary;
const graph = (names: string[], edges: [string, string][]): TaskGraph => ({
  tasks: names.map((name) => task(name)),
  edges: edges.map(([from, to]) => ({ from, to })),
  isComplete: true,
});

describe("the drawing of a ticket's tasks", () => {
  test("puts what must end first to the left of what waits for it, and no two tasks over each other", () => {
    const pairs = fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(pairs, (some) => {
        // From lower to higher only: a graph of dependencies has no circle.
        const edges = some.filter(([a, b]) => a < b).map(([a, b]): [string, string] => [`t${a}`, `t${b}`]);
        const unique = [...new Map(edges.map((edge) => [edge.join(" "), edge])).values()];
        const names = [...new Set(unique.flat())];
        const drawing = toDrawing(graph(names, unique));
        if (names.length === 0) expect(drawing).toBeNull();
        const at = new Map(drawing?.nodes.map((node) => [node.task.id, node]));
        for (const [from, to] of unique) expect(at.get(from)?.x).toBeLessThan(at.get(to)?.x ?? 0);
        const nodes = [...at.values()];
        for (const a of nodes) {
          expect(a.x).toBeGreaterThanOrEqual(0);
          expect(a.x + NODE_WIDTH).toBeLessThanOrEqual(drawing?.width ?? 0);
          for (const b of nodes) {
            const apart = Math.abs(a.x - b.x) >= NODE_WIDTH || Math.abs(a.y - b.y) >= NODE_HEIGHT;
            expect(a === b || apart).toBe(true);
          }
        }
        expect(drawing?.edges ?? []).toHaveLength(unique.length);
      }),
      { numRuns: 40 },
    );
  });

  test("leaves out tasks that wait for nothing and for which nothing waits", () => {
    const some = graph(["a", "b", "alone"], [["a", "b"]]);
    expect(connectedTasks(some).map(({ id }) => id)).toEqual(["a", "b"]);
    expect(toDrawing(some)?.nodes).toHaveLength(2);
  });

  test("is none for nothing and for more than can be drawn at once", () => {
    expect(toDrawing(graph(["a"], []))).toBeNull();
    const names = Array.from({ length: DRAWN_MAX + 1 }, (_, index) => `t${index}`);
    const chain = names.slice(1).map((name, index): [string, string] => [`t${index}`, name]);
    expect(toDrawing(graph(names, chain))).toBeNull();
  });

  test("ignores a line to a task that is not shown", () => {
    const drawing = toDrawing(
      graph(
        ["a", "b"],
        [
          ["a", "b"],
          ["elsewhere", "b"],
        ],
      ),
    );
    expect(drawing?.edges.map(({ key }) => key)).toEqual(["a b"]);
  });

  test("tells what has still to end from what is done", () => {
    const done = graph(
      ["b", "c"],
      [
        ["a", "b"],
        ["b", "c"],
      ],
    );
    done.tasks.push(task("a", "completed"));
    expect(toDrawing(done)?.edges.map(({ key, isOpen }) => [key, isOpen])).toEqual([
      ["a b", false],
      ["b c", true],
    ]);
  });
});

test("the table has every task, each with those that it waits for", () => {
  const rows = toRows(
    graph(
      ["a", "b", "c"],
      [
        ["a", "c"],
        ["b", "c"],
      ],
    ),
  );
  expect(rows.map(({ task: { id }, waitsFor }) => [id, waitsFor.map((each) => each.id)])).toEqual([
    ["a", []],
    ["b", []],
    ["c", ["a", "b"]],
  ]);
});
