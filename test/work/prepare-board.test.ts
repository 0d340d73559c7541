import { describe, expect, test } from "vitest";
import { chooseColumn, nextPhases, phaseName, toColumns, toCounts } from "@/components/work/prepare-board";
import type { Phase, Ticket } from "@/lib/work/schema";

const phases: Phase[] = [
  { id: "BACKLOG", name: "Backlog", description: "", next: ["TESTING"] },
  { id: "TESTING", name: "Testing", description: "", next: ["DONE", "BACKLOG"] },
  { id: "DONE", name: "Done", description: "", next: [] },
];
const ticket = (id: string, phase: string, priority: Ticket["priority"] = "MEDIUM") =>
  ({ id, phase, priority }) as Ticket;

describe("the board", () => {
  test("has every configured phase in its order, empty ones too", () => {
    const columns = toColumns(phases, [ticket("1", "DONE")]);
    expect(columns.map(({ phase, tickets }) => [phase.id, tickets.length])).toEqual([
      ["BACKLOG", 0],
      ["TESTING", 0],
      ["DONE", 1],
    ]);
  });

  test("puts the most urgent first, then the newest", () => {
    const [backlog] = toColumns(phases, [
      ticket("1", "BACKLOG", "LOW"),
      ticket("2", "BACKLOG"),
      ticket("3", "BACKLOG"),
      ticket("4", "BACKLOG", "CRITICAL"),
    ]);
    expect(backlog?.tickets.map(({ id }) => id)).toEqual(["4", "3", "2", "1"]);
  });

  test("loses no ticket whose phase is not configured any more", () => {
    const columns = toColumns(phases, [ticket("1", "STAGING")]);
    expect(columns.at(-1)?.phase.id).toBe("STAGING");
    expect(columns.at(-1)?.tickets).toHaveLength(1);
  });

  test("shows a phone the phase asked for, else the first that holds something", () => {
    const columns = toColumns(phases, [ticket("1", "TESTING")]);
    expect(chooseColumn(columns, "DONE")).toBe("DONE");
    expect(chooseColumn(columns, null)).toBe("TESTING");
    expect(chooseColumn(columns, "NONSENSE")).toBe("TESTING");
    expect(chooseColumn(toColumns(phases, []), null)).toBe("BACKLOG");
  });
});

test("task counts leave out what is not there and begin with what failed", () => {
  expect(toCounts({ completed: 2, failed: 1, pending: 0 })).toEqual([
    { state: "failed", count: 1 },
    { state: "completed", count: 2 },
  ]);
});

describe("the phases offered next", () => {
  test("are those configured to follow", () => {
    const next = nextPhases(phases, { phase: "TESTING", status: "open" });
    expect(next.map(({ id }) => id)).toEqual(["DONE", "BACKLOG"]);
  });
  test("are none for a closed ticket or at the end", () => {
    expect(nextPhases(phases, { phase: "TESTING", status: "done" })).toEqual([]);
    expect(nextPhases(phases, { phase: "DONE", status: "open" })).toEqual([]);
  });
});

test("a phase without a name is called by its id", () => {
  expect(phaseName(phases, "DONE")).toBe("Done");
  expect(phaseName(phases, "STAGING")).toBe("STAGING");
  expect(phaseName(undefined, "DONE")).toBe("DONE");
});
