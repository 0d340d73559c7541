// Interventions in words, and a form's fields as an intervention.
import { describe, expect, it } from "vitest";
import { isNarrowed, toActionFilter } from "@/components/guardian/actions/action-params";
import { interventionOf, typesOf } from "@/components/guardian/intervene/prepare-intervention";
import { byWords, impactWords, versionWords } from "@/components/guardian/prepare-action";
import { GUARDIAN_EVENTS } from "@/components/work/prepare-guardian-events";
import type { ActionSummary } from "@/lib/guardian/schema";
import { EventType } from "@/lib/platform/events/schema";
import { formatUsd } from "@/lib/platform/money";

const TASK = "task_01h455vb4pex5vsknk084sn02q";
const TICKET = "tkt_01h455vb4pex5vsknk084sn02q";
const AGENT = "agent_01h455vb4pex5vsknk084sn02q";

function form(fields: Record<string, string>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
}

describe("a form", () => {
  it.each([
    ["cancel_task", "task", {}, { taskId: TASK }],
    [
      "override_priority",
      "task",
      { priority: "LOW" },
      { scope: { kind: "task", taskId: TASK }, priority: "LOW" },
    ],
    ["pause", "ticket", { staged: "on" }, { scope: { kind: "ticket", ticketId: TICKET }, release: "staged" }],
    [
      "reallocate",
      "ticket",
      { slots: "2", preempt: "on" },
      { to: { kind: "ticket", ticketId: TICKET }, slots: { min: 1, max: 2 }, preempt: true },
    ],
    ["quarantine_agent", "agent", {}, { agentId: AGENT, attempts: "finish" }],
    ["replace_agent", "agent", {}, { agentId: AGENT }],
  ] as const)("says %s of a %s", (type, kind, fields, expected) => {
    const id = { task: TASK, ticket: TICKET, agent: AGENT }[kind];
    const target = { kind, id, title: "t" };
    expect(typesOf(target)).toContain(type);
    expect(interventionOf(form({ type, ...fields }), target)).toMatchObject({ type, ...expected });
  });

  it("without a target says nothing until one is chosen", () => {
    expect(interventionOf(form({ type: "pause", kind: "ticket" }), undefined)).toBeNull();
    const chosen = interventionOf(form({ type: "pause", kind: "ticket", ticketId: TICKET }), undefined);
    expect(chosen).toMatchObject({ scope: { kind: "ticket", ticketId: TICKET } });
    expect(interventionOf(form({ type: "reallocate", kind: "phase", slots: "1" }), undefined)).toBeNull();
  });
});

describe("in words", () => {
  it("the version of a target is what its state does not say already", () => {
    expect(versionWords({ state: "pending", version: "pending 3" })).toBe("3");
    expect(versionWords({ state: "open", version: "open" })).toBeNull();
    expect(versionWords({ state: null, version: null })).toBeNull();
  });

  it("what a plan comes to leaves out what it does not", () => {
    const none = { stops: 0, holds: 0, slots: 0, costUsd: "0" };
    expect(impactWords({ impact: none })).toEqual([]);
    expect(impactWords({ impact: { stops: 1, holds: 10_000, slots: 2, costUsd: "1.5" } })).toEqual([
      "ends 1 running attempt",
      "keeps 10,000 or more waiting tasks from being claimed",
      "moves 2 slots",
      `the work that ends has cost ${formatUsd("1.5")} so far`,
    ]);
  });

  it("who allowed it is named, themselves too", () => {
    const by = { initiatedBy: { id: "a", name: "Ada", kind: "person" }, approvedBy: null, approval: null };
    const approval = { isSelfApproved: false };
    expect(byWords(by as unknown as ActionSummary)).toBe("Ada");
    const other = { ...by, approvedBy: { id: "b", name: "Lea" }, approval };
    expect(byWords(other as unknown as ActionSummary)).toBe("Ada, approved by Lea");
    const self = { ...other, approval: { isSelfApproved: true } };
    expect(byWords(self as unknown as ActionSummary)).toBe("Ada, approved by themselves");
  });

  it("every event of interventions and approvals has some", () => {
    const types = EventType.options.filter((type) =>
      /^guardian\.(intervention|resource|approval)\./.test(type),
    );
    expect(Object.keys(GUARDIAN_EVENTS).sort()).toEqual([...types].sort());
    const payload = { actionType: "pause", targetLabel: "Ticket “X”", reason: "Hot" };
    expect(GUARDIAN_EVENTS["guardian.intervention.started"](payload)).toEqual({
      what: "Intervention begun: pause Ticket “X”",
      detail: "Hot",
      tone: "info",
    });
  });
});

describe("the filter of actions", () => {
  it("takes an id for a target and anything else for a person", () => {
    const none = { type: null, outcome: null, q: "" };
    expect(isNarrowed(none)).toBe(false);
    expect(toActionFilter({ ...none, q: TASK }, undefined)).toMatchObject({ target: TASK, actor: undefined });
    expect(toActionFilter({ ...none, q: "Ada" }, "p")).toMatchObject({ project: "p", actor: "Ada" });
    const key = TASK.replace("task_", "key_");
    expect(toActionFilter({ ...none, q: key }, undefined)).toMatchObject({ actor: key, target: undefined });
    expect(toActionFilter({ ...none, outcome: "failed" }, undefined).status).toEqual(["failed", "stale"]);
  });
});
