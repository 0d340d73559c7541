// The pure core of the engine: policies, facts and what was before, in; what is to be done, out.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluate, MATCHES_MAX } from "@/lib/guardian/rules/policies/evaluate";
import { toSnapshot } from "@/lib/guardian/rules/policies/snapshot";
import { newId } from "@/lib/platform/ids";
import { AGENTS, AT, aTaskOf, compiled, fire, holds, known, QUEUE, quoted } from "./support/policy-facts";

describe("a condition on the whole", () => {
  it.each([
    ["queue.pending > 5", true],
    ["queue.pending > 10", false],
    ["queue.pending > 9.5", true],
    ["queue.pending * 1.5 == 15", true],
    ["1.5 * queue.pending >= 15", true],
    ["queue.pending == 10.0", true],
    ["spend.usd_per_hour > 12", true],
    ["spend.usd_per_hour * 2 == 25", true],
    ["spend.usd_today != 80", false],
    ["double(queue.running) / queue.pending < 0.31", true],
    ["queue.failure_rate == 0 && agents.free_slots == 1", true],
    ["agents.lost > 0 || queue.completed_per_min > 1", true],
    ["!(agents.online < 2)", true],
    ["queue.pending > 5 ? agents.lost > 0 : true", false],
  ])("%s is %s", (when, expected) => {
    expect(holds(when)).toBe(expected);
  });

  it("that cannot be worked out is a fault, and no firing", () => {
    const decisions = fire({
      when: "1 / double(agents.lost) > 0 && queue.pending + 9223372036854775807 > 0",
    });
    expect(decisions.begun).toEqual([]);
    expect(decisions.faults[0]?.message).toContain("overflow");
  });
});

describe("a fact that is not known", () => {
  const whole = { queue: { ...QUEUE, failure_rate: Number.NaN }, agents: AGENTS };

  it.each([
    "queue.failure_rate > 0.5",
    "queue.failure_rate < 0.5",
    "queue.failure_rate < 0.5 || queue.pending > 5",
    "queue.pending > 5 || queue.failure_rate < 0.5",
    "!(queue.failure_rate > 0.5)",
    "spend.usd_today > 0 || true",
  ])("makes %s a fault and never true", (when) => {
    const decisions = fire(quoted(when), { whole });
    expect(decisions).toMatchObject({ begun: [], due: [], faults: [{ policy: "a-policy" }] });
    expect(decisions.faults[0]?.message).toMatch(/^Not known: (queue|spend)\./);
  });

  it("leaves a policy alone that does not speak of it", () => {
    expect(holds("queue.pending > 5", { whole })).toBe(true);
  });

  it("of one subject leaves that one as it was, and the others are decided", () => {
    const [sound, broken] = [aTaskOf({ attempts: 2 }), aTaskOf({ attempts: Number.NaN })];
    const before = [{ policy: "a-policy", subject: broken.id, since: AT, firedAt: AT, retryAt: null }];
    const decisions = fire({ when: "task.attempts > 1" }, { task: [sound, broken] }, before);
    expect(decisions.begun).toEqual([{ policy: "a-policy", subject: sound.id }]);
    expect(decisions.ended).toEqual([]);
    expect(decisions.faults).toHaveLength(1);
  });

  it("of a kind that could not be read at all is a fault", () => {
    const { budget: _, ...rest } = known();
    const decisions = evaluate([compiled({ when: "budget.share > 1" })], toSnapshot(rest), []);
    expect(decisions).toMatchObject({
      begun: [],
      faults: [{ message: "Not known: which budgets there are." }],
    });
  });
});

describe("a condition on a subject", () => {
  const critical = aTaskOf({
    priority: "CRITICAL",
    running_s: 1300,
    state: "running",
    agent: newId("agent"),
  });
  const low = aTaskOf({ priority: "LOW", running_s: 5000, state: "running" });

  it("is asked of each, and each fires by itself", () => {
    const when = 'task.priority == "CRITICAL" && task.running_s > 2 * task.timeout_s';
    const { due } = fire({ when }, { task: [low, critical] });
    expect(due.map(({ subject }) => subject.id)).toEqual([critical.id]);
    expect(due[0]?.facts).toMatchObject({ task: { running_s: 1300, timeout_s: 600 } });
  });

  it("may speak of the whole as well, and notes what it saw of it", () => {
    const { due } = fire({ when: "task.attempts == 0 && queue.pending > 5" }, { task: [critical] });
    expect(due[0]?.facts).toMatchObject({ queue: { pending: 10 }, task: { id: critical.id } });
    expect(holds("task.attempts == 0 && queue.pending > 50", { task: [critical] })).toBe(false);
  });

  it("finds the same whether its parts come first or last", () => {
    const facts = fc.record({
      priority: fc.constantFrom("CRITICAL", "HIGH", "LOW"),
      attempts: fc.integer({ min: 0, max: 3 }),
      running_s: fc.integer({ min: 0, max: 5000 }),
    });
    const parts = [
      'task.priority == "CRITICAL"',
      '"LOW" != task.priority',
      "task.attempts > 1",
      "task.running_s > 1.5 * task.timeout_s",
      "queue.pending > 5",
      "(task.attempts == 0 || task.running_s > 100)",
    ];
    const orders = fc.shuffledSubarray(parts, { minLength: 1 });
    const check = fc.property(fc.array(facts, { maxLength: 20 }), orders, (given, chosen) => {
      const task = given.map(aTaskOf);
      const found = (when: string) =>
        fire(quoted(when), { task })
          .begun.map(({ subject }) => subject)
          .sort();
      // In brackets it is one part, which is neither split nor looked up.
      const whole = found(`!(!(${chosen.join(" && ")}))`);
      expect(found(chosen.join(" && "))).toEqual(whole);
      expect(found(chosen.toReversed().join(" && "))).toEqual(whole);
    });
    fc.assert(check, { numRuns: 40 });
  });

  it("that matches too many is a fault, and those that matched before stay", () => {
    const task = Array.from({ length: MATCHES_MAX + 50 }, () => aTaskOf());
    const last = task.at(-1)?.id ?? "";
    const before = [{ policy: "a-policy", subject: last, since: AT, firedAt: AT, retryAt: null }];
    const decisions = fire({ when: "task.attempts == 0" }, { task }, before);
    expect(decisions.begun).toHaveLength(MATCHES_MAX);
    expect(decisions.ended).toEqual([]);
    expect(decisions.faults).toHaveLength(1);
  });
});
