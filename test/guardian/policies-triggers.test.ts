// When a policy is due, about what, and when something is taken back: the pure core, without a clock.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Match } from "@/lib/guardian/rules/policies/evaluate";
import { InOrder } from "@/lib/guardian/rules/policies/in-order";
import { decideRollback } from "@/lib/guardian/rules/policies/rollback";
import { newId } from "@/lib/platform/ids";
import { AT, anAlertOf, aTaskOf, fire, later } from "./support/policy-facts";

describe("`for`", () => {
  const match = (over: Partial<Match> = {}): Match => ({
    ...{ policy: "a-policy", subject: "", since: later(-60), firedAt: null, retryAt: null },
    ...over,
  });
  const dueAfter = (lines: Record<string, string>, matches: Match[]) =>
    fire({ when: "queue.pending > 5", ...lines }, {}, matches).due.length;

  it.each([
    [{}, [], 1],
    [{ for: "1s" }, [], 0],
    [{ for: "60s" }, [match()], 1],
    [{ for: "61s" }, [match()], 0],
    [{ for: "60s" }, [match({ firedAt: later(-1) })], 0],
    [{ for: "60s" }, [match({ firedAt: later(-1), retryAt: later(1) })], 0],
    [{ for: "60s" }, [match({ firedAt: later(-9), retryAt: later(0) })], 1],
  ])("%j, after %j: %i", (lines, matches, expected) => {
    expect(dueAfter(lines, matches)).toBe(expected);
  });

  it("begins anew when the condition was false", () => {
    const decisions = fire({ when: "queue.pending > 50", for: "1m" }, {}, [match()]);
    expect(decisions).toMatchObject({ ended: [{ subject: "" }], due: [] });
  });
});

describe("a trigger", () => {
  const task = aTaskOf();
  const alert = anAlertOf({ entity: task.id });

  it("of an alert asks only about what a live alert of that rule is about", () => {
    const lines = { trigger: "{ alert: task_stuck }", when: "task.attempts == 0" };
    const { due } = fire(lines, { task: [task, aTaskOf()], alert: [alert] });
    expect(due.map(({ subject, alertId }) => [subject.id, alertId])).toEqual([[task.id, alert.id]]);
    const other = anAlertOf({ entity: task.id, rule: "task_silent" });
    expect(fire(lines, { task: [task], alert: [other] }).due).toEqual([]);
  });

  it("of an alert, with a condition on the whole, is about the alert: its actions know what that is about", () => {
    const lines = {
      trigger: "{ alert: task_stuck }",
      when: "queue.pending > 5",
      actions: "[{ type: override_priority, ticket: subject, priority: CRITICAL }]",
    };
    const { due } = fire(lines, { task: [task], alert: [alert] });
    expect(due).toMatchObject([
      { alertId: alert.id, subject: { belongings: { task: task.id, ticket: task.ticket } } },
    ]);
  });

  it("of an event asks only about what the event was about, as long as that lives", () => {
    const lines = { trigger: "{ event: task.lease_lost }", when: "task.attempts == 0" };
    const armed = (subject: string) => [
      { policy: "a-policy", subject, since: AT, firedAt: null, retryAt: null },
    ];
    const both = { task: [task, aTaskOf()] };
    expect(fire(lines, both).due).toEqual([]);
    expect(fire(lines, both, armed(task.id)).due.map(({ subject }) => subject.id)).toEqual([task.id]);
    expect(fire(lines, both, armed(newId("task"))).ended).toHaveLength(1);
  });
});

describe("taking back", () => {
  const rule = (holdsSince: Date | null, keepForSeconds = 120) => ({ keepForSeconds, holdsSince });

  it.each([
    ["does not hold", rule(null), false, "wait"],
    ["begins to hold", rule(null), true, "begin"],
    ["has held too short", rule(later(-119)), true, "wait"],
    ["has held for long enough", rule(later(-120)), true, "revert"],
    ["held, and does not any more", rule(later(-119)), false, "clear"],
    ["held, and nobody knows now", rule(later(-500)), null, "clear"],
    ["is not known", rule(null), null, "wait"],
    ["must not hold for any time", rule(null, 0), true, "revert"],
  ])("where the condition %s: %j, %j → %s", (_what, given, held, step) => {
    expect(decideRollback(given, held, AT)).toBe(step);
  });
});

it("things in order are those of a span that a look at all of them finds", () => {
  const seconds = fc.integer({ min: 0, max: 50 });
  const given = fc.array(fc.option(seconds), { maxLength: 30 });
  fc.assert(
    fc.property(given, seconds, seconds, (instants, from, to) => {
      const inOrder = new InOrder(instants, (one) => (one === null ? null : later(one)));
      const expected = instants.filter((one) => one !== null && one > from && one <= to);
      const found = inOrder.between(later(from), later(to));
      expect(found).toEqual(expected.toSorted((a, b) => (a ?? 0) - (b ?? 0)));
    }),
  );
});
