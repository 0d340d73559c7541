import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toLoadShares } from "@/components/work/prepare-agent";
import {
  heldWords,
  holdsOnAgent,
  holdsOnTicket,
  overridesOf,
  timeLeft,
} from "@/components/work/prepare-overlay";
import {
  HOLD_KINDS,
  holdScopeOf,
  overrideScopeOf,
  reservationScopeOf,
  scopeEntity,
} from "@/components/work/prepare-scope";
import { isRaised } from "@/components/work/prepare-task";
import type { Hold, HoldScope, PriorityOverride } from "@/lib/work/schema";

const id = (prefix: string, letter = "s") => `${prefix}_01h455vb4pex5vsknk084sn0${letter}q`;
const now = Date.parse("2026-11-22T12:00:00.000Z");

function form(fields: Record<string, string>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
}

describe("an overlay's time", () => {
  test.each([
    ["2026-11-22T12:00:09.500Z", "10 s left"],
    ["2026-11-22T12:14:05.000Z", "14m 05s left"],
    ["2026-11-22T20:00:00.000Z", "8h 00m left"],
    ["2026-11-22T12:00:00.000Z", "ending now"],
    ["2026-11-22T11:00:00.000Z", "ending now"],
  ])("until %s is %s", (at, words) => {
    expect(timeLeft(at, now)).toBe(words);
  });
});

describe("what a hold stops", () => {
  const words = (kind: string, heldTasks: number | null) =>
    heldWords({ scope: { kind } as HoldScope, heldTasks });
  test("is counted in words, and says when the count stopped", () => {
    expect(words("ticket", 0)).toBe("0 tasks held");
    expect(words("ticket", 1)).toBe("1 task held");
    expect(words("project", 4321)).toBe("4,321 tasks held");
    expect(words("all", 10_000)).toBe("10,000 or more tasks held");
  });
  test("of an agent are its claims, and of one that has ended nothing", () => {
    expect(words("agent", 0)).toBe("All its claims");
    expect(words("agent", null)).toBe("Nothing any more");
  });
});

describe("the page of one thing", () => {
  const hold = (scope: HoldScope) => ({ scope }) as Hold;
  const holds = [
    hold({ kind: "all" }),
    hold({ kind: "ticket", ticketId: id("tkt") }),
    hold({ kind: "agent", agentId: id("agent") }),
  ];
  test("shows the holds laid on it, not wider ones that it could not end", () => {
    expect(holdsOnTicket(id("tkt"), holds)).toEqual([holds[1]]);
    expect(holdsOnTicket(id("tkt", "t"), holds)).toEqual([]);
    expect(holdsOnAgent(id("agent"), holds)).toEqual([holds[2]]);
  });
  test("of a task shows overrides of the task and of its ticket", () => {
    const override = (scope: PriorityOverride["scope"]) => ({ scope }) as PriorityOverride;
    const all = [
      override({ kind: "task", taskId: id("task") }),
      override({ kind: "task", taskId: id("task", "t") }),
      override({ kind: "ticket", ticketId: id("tkt") }),
    ];
    expect(overridesOf({ id: id("task"), ticketId: id("tkt") }, all)).toEqual([all[0], all[2]]);
  });
  test("tells whether an override lets a task go earlier", () => {
    expect(isRaised({ priority: "CRITICAL", basePriority: "LOW" })).toBe(true);
    expect(isRaised({ priority: "LOW", basePriority: "HIGH" })).toBe(false);
  });
});

test("a load's bar never exceeds its width, and what is used is never hidden by what is reserved", () => {
  const slots = fc.integer({ min: 0, max: 600 });
  fc.assert(
    fc.property(slots, slots, slots, (load, capacity, reservedSlots) => {
      const { used, reserved, words } = toLoadShares({ load, capacity, reservedSlots });
      expect(used + reserved).toBeLessThanOrEqual(1);
      expect(reserved).toBeGreaterThanOrEqual(0);
      if (capacity > 0) expect(used).toBe(Math.min(1, load / capacity));
      expect(words.includes("reserved")).toBe(reservedSlots > 0);
    }),
  );
});

describe("a scope from a form", () => {
  test("has only the fields of its kind, whatever else the form still holds", () => {
    const fields = { kind: "ticket", ticketId: id("tkt"), agentId: id("agent"), phase: "TESTING" };
    expect(holdScopeOf(form(fields))).toEqual({ kind: "ticket", ticketId: id("tkt") });
    expect(holdScopeOf(form({ kind: "all", projectId: id("prj") }))).toEqual({ kind: "all" });
  });
  test("is none while something is not chosen", () => {
    expect(holdScopeOf(form({ kind: "ticket" }))).toBeNull();
    expect(overrideScopeOf(form({ kind: "task", taskId: "nonsense" }))).toBeNull();
    expect(reservationScopeOf(form({ kind: "project", projectId: "" }))).toBeNull();
  });
  test("leaves the project out where every project is meant", () => {
    expect(holdScopeOf(form({ kind: "phase", phase: "TESTING", projectId: "" }))).toEqual({
      kind: "phase",
      phase: "TESTING",
    });
    expect(
      reservationScopeOf(form({ kind: "priority_at_least", scopePriority: "HIGH", projectId: id("prj") })),
    ).toEqual({ kind: "priority_at_least", priority: "HIGH", projectId: id("prj") });
  });
  test("of every kind that a hold may have can be chosen", () => {
    const all = {
      ...{ projectId: id("prj"), ticketId: id("tkt"), agentId: id("agent") },
      ...{ phase: "TESTING", scopePriority: "LOW" },
    };
    for (const kind of HOLD_KINDS) expect(holdScopeOf(form({ ...all, kind }))?.kind).toBe(kind);
  });
  test("leads to what it is about, where that is one thing", () => {
    expect(scopeEntity({ kind: "agent", agentId: id("agent") })).toBe(id("agent"));
    expect(scopeEntity({ kind: "task", taskId: id("task") })).toBe(id("task"));
    expect(scopeEntity({ kind: "phase", phase: "TESTING" })).toBeNull();
  });
});
