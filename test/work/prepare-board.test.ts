import { describe, expect, test } from "vitest";
import {
  artifactWords,
  chooseColumn,
  isGapClosed,
  isOnwards,
  mayMoveTo,
  nextPhases,
  phaseName,
  toColumns,
  toCounts,
} from "@/components/work/prepare-board";
import type { Phase, TicketSummary } from "@/lib/work/schema";

const bare = { description: "", artifacts: [], criteria: [] };
const phases: Phase[] = [
  { ...bare, id: "BACKLOG", name: "Backlog", next: ["TESTING"] },
  { ...bare, id: "TESTING", name: "Testing", next: ["DONE", "BACKLOG"] },
  { ...bare, id: "DONE", name: "Done", next: [] },
];
const ticket = (id: string, phase: string) => ({ id, phase, status: "open" }) as TicketSummary;
const column = (phase: string, ...tickets: TicketSummary[]) => ({ phase, tickets, total: tickets.length });

describe("the board", () => {
  test("has every configured phase in its order, empty ones too", () => {
    const columns = toColumns(phases, [column("DONE", ticket("1", "DONE"))]);
    expect(columns.map(({ phase, tickets }) => [phase.id, tickets.length])).toEqual([
      ["BACKLOG", 0],
      ["TESTING", 0],
      ["DONE", 1],
    ]);
  });

  test("keeps the server's order and its total, which may be more than the cards", () => {
    const tickets = [ticket("4", "BACKLOG"), ticket("9", "BACKLOG")];
    const [backlog] = toColumns(phases, [{ phase: "BACKLOG", tickets, total: 412 }]);
    expect(backlog?.tickets.map(({ id }) => id)).toEqual(["4", "9"]);
    expect(backlog?.total).toBe(412);
  });

  test("loses no ticket whose phase is not configured any more", () => {
    const columns = toColumns(phases, [column("STAGING", ticket("1", "STAGING"))]);
    expect(columns.at(-1)?.phase.id).toBe("STAGING");
    expect(columns.at(-1)?.tickets).toHaveLength(1);
  });

  test("shows a phone the phase asked for, else the first that holds something", () => {
    const columns = toColumns(phases, [column("TESTING", ticket("1", "TESTING"))]);
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

describe("a ticket that is dragged", () => {
  test("may be dropped only where it may go next", () => {
    expect(mayMoveTo(phases, ticket("1", "TESTING"), "DONE")).toBe(true);
    expect(mayMoveTo(phases, ticket("1", "BACKLOG"), "DONE")).toBe(false);
    expect(mayMoveTo(phases, ticket("1", "TESTING"), "TESTING")).toBe(false);
    expect(mayMoveTo(phases, null, "DONE")).toBe(false);
  });

  test("is asked what its phase asks for only on its way onwards", () => {
    expect(isOnwards(phases, "TESTING", "DONE")).toBe(true);
    expect(isOnwards(phases, "TESTING", "BACKLOG")).toBe(false);
    // The server treats a phase that is not configured any more like a step onwards.
    expect(isOnwards(phases, "STAGING", "DONE")).toBe(true);
  });
});

describe("what a phase asks for", () => {
  const criterion = { id: "reviewed", text: "Somebody read it" };
  test("is there once every criterion is confirmed and no artifact is missing", () => {
    expect(isGapClosed({ missingArtifacts: [], openCriteria: [criterion] }, [])).toBe(false);
    expect(isGapClosed({ missingArtifacts: [], openCriteria: [criterion] }, ["reviewed"])).toBe(true);
    expect(isGapClosed({ missingArtifacts: ["diff"], openCriteria: [] }, ["reviewed"])).toBe(false);
  });
  test("is named in words", () => {
    expect(artifactWords("requirements_document")).toBe("Requirements document");
  });
});
