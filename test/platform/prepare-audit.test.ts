import { describe, expect, it } from "vitest";
import { isNarrowed, kindChoiceWords, toAuditFilter } from "@/components/guardian/audit/audit-filter";
import {
  actWords,
  checkedWords,
  shortHash,
  splitDetail,
  subjectOf,
} from "@/components/guardian/audit/prepare-audit";
import type { AuditCheck, AuditEntry } from "@/lib/platform/audit/schema";

const anEntry = (more: Partial<AuditEntry> = {}): AuditEntry => ({
  ...{ id: "aud_00000000000000000000000001", position: 1, at: "2026-11-22T10:00:00.000Z" },
  ...{ actor: "usr_1", actorName: "Ada", act: "project.update", entity: "prj_00000000000000000000000001" },
  ...{ projectId: null, reason: null, detail: {}, hash: "a".repeat(64), prevHash: "0".repeat(64) },
  ...more,
});
const NOTHING = { kind: [], q: "", entity: null, actor: null, from: null, to: null, seals: false };

describe("an entry in words", () => {
  it.each([
    ["an act of its own", { act: "access.revoke_key" }, "Key revoked", "warning"],
    ["one that is named by what came of it", { act: "hold.placed" }, "Hold placed", "warning"],
    [
      "one that this page does not know yet",
      { act: "memory.pattern_dropped" },
      "Memory pattern dropped",
      "neutral",
    ],
  ])("is told for %s", (_, more, what, tone) => {
    expect(actWords(anEntry(more))).toEqual({ what, tone });
  });

  it("names what it is about by its label, and leads to it where it has a page", () => {
    expect(subjectOf(anEntry({ detail: { name: "Default" } }))).toEqual({
      words: "Default",
      path: "/settings/projects/prj_00000000000000000000000001",
    });
    expect(subjectOf(anEntry({ entity: "gact_00000000000000000000000007" }))).toEqual({
      words: "gact_…000007",
      path: "/guardian/actions/gact_00000000000000000000000007",
    });
    expect(subjectOf(anEntry({ entity: "events" }))).toEqual({ words: "events", path: null });
  });
});

describe("the detail of an entry", () => {
  it("is split into what changed, the facts it saw, and the rest", () => {
    const detail = {
      ...{ before: { role: "viewer", disabled: false }, after: { role: "lead", disabled: false } },
      ...{ facts: { "queue.pending": 7 }, label: "Ada", note: 1 },
    };
    expect(splitDetail(detail)).toEqual({
      changes: [{ field: "role", before: "viewer", after: "lead" }],
      facts: { "queue.pending": 7 },
      rest: { note: 1 },
    });
  });

  it("takes from and to alike, of fields or of one value, and shows what was not there as a dash", () => {
    expect(splitDetail({ from: { limit: "1" }, to: { limit: "2", zone: null } }).changes).toEqual([
      { field: "limit", before: "1", after: "2" },
      { field: "zone", before: "–", after: "–" },
    ]);
    expect(splitDetail({ from: null, to: "DESIGN" }).changes).toEqual([
      { field: "value", before: "–", after: "DESIGN" },
    ]);
    expect(splitDetail({ n: [1, { a: true }] })).toEqual({
      changes: [],
      facts: {},
      rest: { n: [1, { a: true }] },
    });
  });
});

describe("the filter of an address", () => {
  it("asks for everything but seals when it says nothing", () => {
    expect(toAuditFilter(NOTHING, undefined)).toEqual({ seals: "false" });
    expect(isNarrowed(NOTHING)).toBe(false);
  });

  it("names kinds by their acts, within what the API takes", () => {
    const params = {
      ...NOTHING,
      kind: ["overlay" as const, "cost" as const],
      q: "  a ",
      entity: "x".repeat(99),
      seals: true,
    };
    expect(toAuditFilter(params, "prj_1")).toEqual({
      ...{ act: "hold.*,priority_override.*,capacity_reservation.*,cost.*", text: "a" },
      ...{ entity: "x".repeat(64), project: "prj_1", seals: "true" },
    });
    expect(isNarrowed(params)).toBe(true);
    expect([kindChoiceWords([]), kindChoiceWords(["cost"]), kindChoiceWords(["cost", "task"])]).toEqual([
      "All acts",
      "Costs and budgets",
      "2 kinds of acts",
    ]);
  });
});

it("a hash is shown by its ends, and a verification by what it looked at", () => {
  expect(shortHash("0123456789abcdef".repeat(4))).toBe("01234567…89abcdef");
  const check = { entries: 1204, heads: 1, seals: { same: 30, gone: 2, renumbered: 1 } } as AuditCheck;
  expect(checkedWords(check)).toBe(
    "1,204 entries, 1 signed head and 30 sealed batches of events; 3 batches can no longer be checked",
  );
});
