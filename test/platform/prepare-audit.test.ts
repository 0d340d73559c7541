import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { actWords } from "@/components/guardian/audit/act-words";
import {
  type AuditKind,
  isNarrowed,
  kindChoiceWords,
  toAuditFilter,
} from "@/components/guardian/audit/audit-filter";
import {
  checkedWords,
  namesIn,
  reasonOf,
  shortHash,
  subjectOf,
} from "@/components/guardian/audit/prepare-audit";
import { splitDetail } from "@/components/guardian/audit/prepare-detail";
import { AUDIT_KINDS } from "@/components/guardian/audit/search-params";
import {
  type AuditCheck,
  type AuditEntry,
  AuditQuery,
  refusalOf,
  splitActs,
} from "@/lib/platform/audit/schema";

const anEntry = (more: Partial<AuditEntry> = {}): AuditEntry => ({
  ...{ id: "aud_00000000000000000000000001", position: 1, at: "2026-11-22T10:00:00.000Z" },
  ...{ actor: "usr_1", actorName: "Ada", act: "project.update", entity: "prj_00000000000000000000000001" },
  ...{ projectId: null, reason: null, detail: {}, hash: "a".repeat(64), prevHash: "0".repeat(64) },
  ...more,
});
const NOTHING = {
  ...{ kind: [], q: "", entity: null, actor: null, from: null, to: null },
  ...{ refused: false, seals: false },
};

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
      words: "Intervention …000007",
      path: "/guardian/actions/gact_00000000000000000000000007",
    });
    expect(subjectOf(anEntry({ entity: "events" }))).toEqual({ words: "events", path: null });
  });

  it("says which intervention it was, also of one that was refused and has no id", () => {
    const detail = { actionType: "pause", targetLabel: "All work" };
    expect(subjectOf(anEntry({ detail })).words).toBe("Pause · All work");
    const entity = "/api/v1/guardian/intervention/cancel-task";
    const refused = anEntry({ act: "guardian.intervene.refused", entity, detail: { code: "forbidden" } });
    expect(subjectOf(refused)).toEqual({ words: "Cancel a task", path: null });
    expect(actWords(refused)).toEqual({ what: "Intervention refused", tone: "warning" });
  });

  it("says what was asked for without a right to it, and about what", () => {
    const about = (entity: string, detail: AuditEntry["detail"]) => {
      const entry = anEntry({ act: "access.request.refused", entity, detail });
      return [subjectOf(entry).words, actWords(entry).what];
    };
    const what = "Refused: no right to it";
    const label = "Key “root” with GUARDIAN authority";
    expect(about("/api/v1/keys", { operation: "POST /keys", label })).toEqual([
      `POST /keys · ${label}`,
      what,
    ]);
    const cancel = { operation: "POST /tasks/{id}/cancel", path: "/api/v1/tasks/task_1/cancel" };
    expect(about("task_01h455vb4pex5vsknk084sn02q", cancel)).toEqual([
      "POST /tasks/{id}/cancel · Task …4sn02q",
      what,
    ]);
  });

  it("names the target of what was refused: its label, or in earlier entries what the request itself says", () => {
    const about = (entity: string, detail: AuditEntry["detail"]) =>
      subjectOf(anEntry({ act: "guardian.intervene.refused", entity, detail })).words;
    const paths = "/api/v1/guardian/intervention/";
    const label = { actionType: "pause", targetLabel: "All work in Shop", body: "{}" };
    expect(about("prj_1", label)).toBe("Pause · All work in Shop");
    expect(about(`${paths}pause`, { body: '{"scope":{"kind":"all"}}' })).toBe("Pause · All work");
    const low = '{"scope":{"kind":"priority_at_most","priority":"LOW"}}';
    expect(about(`${paths}pause`, { body: low })).toBe("Pause · Priority LOW and below");
    const agent = '{"agentId":"agent_01h455vb4pex5vsknk084sn02q"}';
    expect(about(`${paths}quarantine-agent`, { body: agent })).toBe("Quarantine an agent · Agent …4sn02q");
    expect(about(`${paths}reallocate`, { body: '{"to":{"kind":"phase","phase":"TESTING"}}' })).toBe(
      "Move capacity · Phase TESTING",
    );
  });

  it("an id without a name takes it from another entry, else says of what kind it is", () => {
    const entity = "agent_01h455vb4pex5vsknk084sn02q";
    const old = anEntry({ act: "agent.quarantine", entity });
    expect(subjectOf(old).words).toBe("Agent …4sn02q");
    const named = [
      anEntry({ detail: { targetEntity: entity, targetLabel: "Agent ada" }, entity: "gact_1" }),
      anEntry({ act: "guardian.intervene.refused", entity: "key_1", detail: { label: "25 more refusals" } }),
      anEntry({ entity: "task_1", detail: { title: "New" } }),
      anEntry({ entity: "task_1", detail: { title: "Old" } }),
    ];
    const known = namesIn(named);
    expect(subjectOf(old, known).words).toBe("Agent ada");
    expect([...known].toSorted()).toEqual([
      [entity, "Agent ada"],
      ["task_1", "New"],
    ]);
  });

  it.each([
    ["made", null, { hash: "a", mode: "observe" }, "Policy made, mode observe", "info"],
    [
      "switched",
      { hash: "a", mode: "observe" },
      { hash: "a", mode: "enforce" },
      "Policy switched from observe to enforce",
      "warning",
    ],
    ["rewritten", { hash: "a", mode: "off" }, { hash: "b", mode: "off" }, "Policy’s text changed", "info"],
    [
      "both",
      { hash: "a", mode: "enforce" },
      { hash: "b", mode: "observe" },
      "Policy’s text changed, and switched from enforce to observe",
      "info",
    ],
  ])("says how a policy was changed: %s", (_, from, to, what, tone) => {
    const detail = { policy: "p", from, to };
    expect(actWords(anEntry({ act: "guardian.policy.changed", detail }))).toEqual({ what, tone });
  });

  it("a stale approval is no failure, and its reason is why, not what the asker had given", () => {
    const detail = { status: "stale", message: "Task “A” was running and is cancelled." };
    const entry = anEntry({ act: "guardian.intervention.failed", reason: "Hot.", detail });
    expect(actWords(entry)).toEqual({ what: "Approved too late, nothing was done", tone: "warning" });
    expect(reasonOf(entry)).toBe(detail.message);
    expect(actWords({ ...entry, detail: { status: "failed" } }).what).toBe("Intervention failed");
  });

  it("the reason of whoever asked is told as theirs where another person acts", () => {
    const entry = anEntry({
      act: "guardian.intervention.started",
      reason: "Hot.",
      detail: { askedBy: "Bob" },
    });
    expect(reasonOf(entry)).toBe("Asked for by Bob: Hot.");
    expect(reasonOf({ ...entry, actorName: "Bob" })).toBe("Hot.");
    expect(reasonOf({ ...entry, act: "guardian.approval.granted" })).toBe("Hot.");
    expect(reasonOf({ ...entry, reason: null })).toBeNull();
  });

  it("has words of its own for every act of governance that can be refused", async () => {
    const routes = await readdir("app/api/v1", { recursive: true });
    const texts = await Promise.all(
      routes
        .filter((path) => path.endsWith("route.ts"))
        .map((path) => readFile(join("app/api/v1", path), "utf8")),
    );
    const acts = texts.flatMap((text) =>
      [...text.matchAll(/governs: "([^"]+)"/g)].map(([, act]) => act ?? ""),
    );
    expect(acts.length).toBeGreaterThan(10);
    for (const act of acts) {
      expect(actWords({ act: refusalOf(act) }).what).toMatch(/^[^.]+ refused$/);
      expect(actWords({ act: refusalOf(act) }).what).not.toMatch(/Guardian|place/);
      const kind: AuditKind[] = ["intervention", "policy", "overlay"];
      const { act: asked = "" } = toAuditFilter({ ...NOTHING, kind }, undefined);
      expect(splitActs(asked).prefixes.some((prefix) => refusalOf(act).startsWith(prefix))).toBe(true);
    }
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

it("what was refused is read as it was asked, and as text where it was cut off", () => {
  expect(splitDetail({ code: "forbidden", body: '{"scope":{"kind":"all"}}' }).rest).toEqual({
    code: "forbidden",
    body: { scope: { kind: "all" } },
  });
  expect(splitDetail({ plan: '{"label":"All work"}', note: "[sic" }).rest).toEqual({
    plan: { label: "All work" },
    note: "[sic",
  });
  expect(splitDetail({ body: '{"scope":{"ki' }).rest).toEqual({ body: '{"scope":{"ki' });
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
    expect(isNarrowed({ ...NOTHING, refused: true })).toBe(true);
    expect(toAuditFilter({ ...NOTHING, refused: true }, undefined).refused).toBe(true);
    const { act } = toAuditFilter({ ...NOTHING, kind: [...AUDIT_KINDS] }, undefined);
    expect(AuditQuery.safeParse({ act }).success).toBe(true);
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
