// A ticket's tasks as a drawing: where each one stands, and how the lines between them run.
import { graphlib, layout } from "@dagrejs/dagre";
import type { TaskGraph, TaskSummary } from "@/lib/work/schema";

export const NODE_WIDTH = 208;
export const NODE_HEIGHT = 60;
/** Laying out more takes a browser longer than people wait; the table shows them all the same. */
export const DRAWN_MAX = 300;

export interface DrawnNode {
  task: TaskSummary;
  /** The top left corner. */
  x: number;
  y: number;
}

export interface Drawing {
  nodes: DrawnNode[];
  edges: { key: string; path: string; isOpen: boolean }[];
  width: number;
  height: number;
}

/** The tasks that wait for another or are waited for; the others need no drawing. */
export function connectedTasks(graph: TaskGraph): TaskSummary[] {
  const ids = new Set(graph.edges.flatMap(({ from, to }) => [from, to]));
  return graph.tasks.filter((task) => ids.has(task.id));
}

/** From left to right in the order in which they can be done; null when there is nothing to draw, or too much. */
export function toDrawing(graph: TaskGraph): Drawing | null {
  const tasks = connectedTasks(graph);
  if (tasks.length === 0 || tasks.length > DRAWN_MAX) return null;
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const plan = new graphlib.Graph();
  plan.setGraph({ rankdir: "LR", nodesep: 16, ranksep: 56, marginx: 8, marginy: 8 });
  for (const { id } of tasks) plan.setNode(id, { width: NODE_WIDTH, height: NODE_HEIGHT });
  const drawn = graph.edges.filter(({ from, to }) => byId.has(from) && byId.has(to));
  for (const { from, to } of drawn) plan.setEdge(from, to, {});
  layout(plan);
  const { width = 0, height = 0 } = plan.graph() as { width?: number; height?: number };
  return {
    nodes: tasks.map((task) => {
      const { x, y } = plan.node(task.id) as Point;
      return { task, x: x - NODE_WIDTH / 2, y: y - NODE_HEIGHT / 2 };
    }),
    edges: drawn.map(({ from, to }) => ({
      key: `${from} ${to}`,
      path: toPath((plan.edge(from, to) as { points: Point[] }).points),
      isOpen: byId.get(from)?.state !== "completed",
    })),
    width,
    height,
  };
}

interface Point {
  x: number;
  y: number;
}

const at = ({ x, y }: Point) => `${Math.round(x)} ${Math.round(y)}`;

/** Rounds the corners: each point between the ends is only drawn towards. */
function toPath(points: Point[]): string {
  const [first, ...rest] = points;
  if (!first) return "";
  const bends = rest.slice(0, -1).map((point, index) => {
    const next = rest[index + 1] ?? point;
    return `Q ${at(point)} ${at({ x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 })}`;
  });
  const last = rest.at(-1) ?? first;
  return [`M ${at(first)}`, ...bends, `L ${at(last)}`].join(" ");
}

export interface GraphRow {
  task: TaskSummary;
  waitsFor: TaskSummary[];
}

/** The same in a table: every task with those that it waits for. */
export function toRows(graph: TaskGraph): GraphRow[] {
  const byId = new Map(graph.tasks.map((task) => [task.id, task]));
  const before = new Map<string, TaskSummary[]>();
  for (const { from, to } of graph.edges) {
    const task = byId.get(from);
    if (task) before.set(to, [...(before.get(to) ?? []), task]);
  }
  return graph.tasks.map((task) => ({ task, waitsFor: before.get(task.id) ?? [] }));
}
