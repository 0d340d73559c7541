import { expect, test } from "vitest";
import { toMoment } from "@/components/work/prepare-timeline";
import { type EventRecord, EventType } from "@/lib/platform/events/schema";

const names = { phase: (id: string) => ({ DESIGN: "Design", TESTING: "Testing" })[id] ?? id };
const event = (type: EventType, payload: EventRecord["payload"] = {}): EventRecord => ({
  id: "evt_1",
  cursor: "1.1",
  type,
  entity: "task_1",
  projectId: null,
  actor: "usr_1",
  actorName: "Mara Keller",
  correlationId: "req_1",
  payload,
  occurredAt: "2026-11-22T12:00:00.000Z",
});

test.each<[EventType, EventRecord["payload"], string, string | null]>([
  ["ticket.created", { phase: "DESIGN" }, "Ticket created in Design", null],
  ["ticket.updated", { changed: ["status"], status: "done" }, "Status set to done", null],
  ["ticket.updated", { changed: ["title", "priority"] }, "Title and priority changed", null],
  [
    "ticket.phase_changed",
    { from: "DESIGN", to: "TESTING", reason: "Built." },
    "Moved from Design to Testing",
    "Built.",
  ],
  ["task.updated", { changed: ["requiredCapabilities"] }, "Required capabilities changed", null],
  ["task.claimed", { number: 2, agentName: "builder-1" }, "Attempt 2 claimed by builder-1", null],
  [
    "task.retried",
    { delayMs: 7400, error: { message: "exit 1" } },
    "Attempt failed; queued again after 7 s",
    "exit 1",
  ],
  ["task.retried", { delayMs: 0 }, "Attempt failed; queued again at once", null],
  ["task.failed", { error: { message: "exit 1" } }, "Failed for good", "exit 1"],
  ["task.cancel_requested", { reason: "Wrong", graceSeconds: 10 }, "Cancel requested, 10 s to stop", "Wrong"],
  ["task.cancelled", { stopConfirmed: true }, "Cancelled", null],
  ["access.key_changed", { act: "issued", name: "ci" }, "Key issued", null],
  ["access.key_changed", { act: "revoked", name: "ci" }, "Key revoked", null],
  ["access.key_changed", {}, "Key changed", null],
  ["access.invitation_changed", { act: "created", role: "lead" }, "Invited as lead", null],
  ["access.invitation_changed", { act: "revoked" }, "Invitation revoked", null],
  ["access.member_changed", { act: "joined", role: "viewer" }, "Joined as viewer", null],
  ["access.member_changed", { act: "role_changed", role: "admin" }, "Role set to admin", null],
  ["access.member_changed", { act: "disabled", role: "admin" }, "Member disabled", null],
  [
    "cost.recorded",
    { calls: 2, unpricedCalls: 1, totalCost: "1.47" },
    "2 records of costs, $ 1.47, 1 of unknown price",
    null,
  ],
  [
    "cost.recorded",
    { calls: 1, unpricedCalls: 1, totalCost: "0" },
    "1 record of costs, 1 of unknown price",
    null,
  ],
  [
    "cost.recorded",
    { calls: 3, unpricedCalls: 0, uncountedCalls: 1, totalCost: "2" },
    "3 records of costs, $ 2.00, 1 not in the sums",
    null,
  ],
  [
    "cost.recorded",
    { calls: 2, unpricedCalls: 0, uncountedCalls: 2, totalCost: "0" },
    "2 records of costs, not in the sums",
    null,
  ],
  ["cost.budget.exceeded", { spent: "5.01", limit: "5" }, "Budget spent: $ 5.01 of $ 5.00", null],
  [
    "cost.budget.resumed",
    { reason: "The limit was raised." },
    "Budget pauses nothing any more",
    "The limit was raised.",
  ],
])("%s with %j reads %s", (type, payload, what, detail) => {
  expect(toMoment(event(type, payload), names)).toMatchObject({ what, detail, who: "Mara Keller" });
});

test("a cancel whose stop nobody confirmed says so", () => {
  expect(toMoment(event("task.cancelled", { stopConfirmed: false }), names).what).toContain(
    "did not confirm",
  );
});

test("every type has words, and a payload of another shape breaks nothing", () => {
  for (const type of EventType.options) {
    const { what } = toMoment(event(type, { error: "x", changed: 7, reason: null, number: [] }), names);
    expect(what).toMatch(/^[A-Z]/);
    expect(what).not.toMatch(/undefined|\[object|null/);
  }
});

test("a type that is new is told by its name", () => {
  const strange = { ...event("task.created"), type: "quality.gate_failed" as EventType };
  expect(toMoment(strange, names).what).toBe("Quality gate failed");
});
