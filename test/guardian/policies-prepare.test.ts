// Policies as pages show them: words, differences, marks, completion.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { completeFacts } from "@/components/guardian/policies/editor/fact-completion";
import { toDiagnostics } from "@/components/guardian/policies/editor/prepare-diagnostics";
import { diffLines } from "@/components/guardian/policies/prepare-diff";
import { summaryWords } from "@/components/guardian/policies/prepare-dry-run";
import { becameLook } from "@/components/guardian/policies/prepare-firing";
import {
  endWords,
  firstText,
  interventionWords,
  triggerWords,
  trueForWords,
} from "@/components/guardian/policies/prepare-policy";
import { entityPath } from "@/components/work/links";
import { POLICY_EVENTS } from "@/components/work/prepare-policy-events";
import { compilePolicy } from "@/lib/guardian/rules/policies/compile";
import type { DryRunReport, Firing, PolicyMeaning } from "@/lib/guardian/schema";

describe("a difference of two texts", () => {
  const shown = (before: string, after: string) =>
    diffLines(before, after).map(({ kind, text }) => ({ same: " ", added: "+", removed: "-" })[kind] + text);

  it("shows what was added, removed and kept, in the order of the lines", () => {
    expect(shown("a\nb\nc\n", "a\nx\nc\nd\n")).toEqual([" a", "-b", "+x", " c", "+d"]);
    expect(shown("a\n", "a\n")).toEqual([" a"]);
  });

  it("gives both texts back, whatever they are, and calls the same what is the same", () => {
    const texts = fc.array(fc.constantFrom("a", "b", "c", ""), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        const [before, after] = [`${a.join("\n")}\n`, `${b.join("\n")}\n`];
        const lines = diffLines(before, after);
        const side = (other: string) => lines.filter(({ kind }) => kind !== other).map(({ text }) => text);
        expect(`${side("added").join("\n")}\n`).toBe(before);
        expect(`${side("removed").join("\n")}\n`).toBe(after);
        if (before === after) expect(lines.every(({ kind }) => kind === "same")).toBe(true);
      }),
    );
  });
});

describe("marks in a text", () => {
  const text = {
    length: 11,
    lines: 2,
    line: (number: number) => (number === 1 ? { from: 0, to: 5 } : { from: 6, to: 11 }),
  };
  const fault = (line: number, column: number, endLine: number, endColumn: number) =>
    toDiagnostics([{ line, column, endLine, endColumn, key: "", message: "no" }], text)[0];

  it("stand at the characters of the fault", () => {
    expect(fault(2, 3, 2, 5)).toMatchObject({ from: 8, to: 10, severity: "error" });
  });

  it("stay within a text that has become shorter meanwhile", () => {
    expect(fault(9, 1, 9, 4)).toMatchObject({ from: 11, to: 11 });
    expect(fault(1, 4, 1, 99)).toMatchObject({ from: 3, to: 5 });
  });
});

describe("completion", () => {
  const ask = (before: string, explicit = false) =>
    completeFacts({
      explicit,
      matchBefore: (pattern) => {
        const [found] = new RegExp(`(?:${pattern.source})$`).exec(before) ?? [];
        return found === undefined ? null : { from: before.length - found.length, text: found };
      },
    });

  it("offers every fact with its meaning, and the words that a fact may be", () => {
    const offer = ask("when: task.pri");
    expect(offer?.from).toBe(6);
    const found = offer?.options.find(({ label }) => label === "task.priority");
    expect(found).toMatchObject({ detail: "string" });
    expect(found?.info).toContain("CRITICAL");
    expect(ask('task.priority == "CR')?.options.map(({ label }) => label)).toContain('"CRITICAL"');
  });

  it("offers nothing behind a space unless it is asked to", () => {
    expect(ask("when: ")).toBeNull();
    expect(ask("when: ", true)?.from).toBe(6);
  });
});

describe("words", () => {
  const meaning = (over: Partial<PolicyMeaning>) =>
    ({ rollbackWhen: null, keepForSeconds: 0, ttlSeconds: 3600, ...over }) as PolicyMeaning;

  it("say what makes a policy look, and when what it did ends", () => {
    expect(triggerWords({ trigger: { kind: "alert", value: "task_stuck" } })).toBe(
      "While the alert task_stuck is live",
    );
    expect(triggerWords({ trigger: { kind: "every", value: "1m" } })).toBe("Every minute");
    expect(triggerWords({ trigger: { kind: "event", value: "agent.lost" } })).toBe("After agent.lost");
    expect(endWords(meaning({}))).toBe("By itself, after 1h at the latest");
    expect(endWords(meaning({ rollbackWhen: "queue.pending == 0", keepForSeconds: 90 }))).toBe(
      "Once queue.pending == 0 for 90s; after 1h at the latest",
    );
  });

  it("say what a dry run found", () => {
    const week = { from: "2026-11-16T10:00:00.000Z", to: "2026-11-23T10:00:00.000Z", isYoung: false };
    const none = { firingsTotal: 0, firings: [], undecided: 0, looks: 10 };
    const report = (over: Partial<DryRunReport>) =>
      summaryWords({ ...week, ...none, ...over } as DryRunReport);
    expect(report({})).toBe("It would not have fired in the last 7 days.");
    expect(report({ from: "2026-11-23T09:46:00.000Z", isYoung: true })).toBe(
      "It would not have fired in the 14 minutes of history there are.",
    );
    expect(report({ from: "2026-11-22T10:00:00.000Z" })).toContain("in the last 24 hours");
    const firing = { subject: "a", isBeyondLimits: false };
    const firings = [firing, { ...firing, isBeyondLimits: true }] as DryRunReport["firings"];
    expect(report({ firingsTotal: 2, firings })).toBe(
      "It would have fired 2 times in the last 7 days, on 1 thing; 1 time its limits would have held it back.",
    );
    expect(report({ undecided: 1 })).toContain("At 1 look of 10 a fact was not known.");
  });

  it("say for what a condition is true, in things and not in a bare number", () => {
    const words = (about: PolicyMeaning["about"], matching: number) => trueForWords({ about, matching });
    expect([words("task", 2), words("agent", 1), words("task", 0)]).toEqual([
      "2 tasks",
      "1 agent",
      "Nothing",
    ]);
    expect([words("whole", 1), words("entity", 3)]).toEqual(["The whole", "3 things"]);
  });

  it("say what became of a firing, and not for ever that it acted", () => {
    const became = (over: Partial<NonNullable<Firing["became"]>>) =>
      becameLook({ status: "executed", revertCause: null, lasts: false, failure: null, ...over }).label;
    expect([became({ lasts: true }), became({})]).toEqual(["In force", "Done"]);
    const over = (revertCause: NonNullable<Firing["became"]>["revertCause"]) =>
      became({ status: "reverted", revertCause });
    expect([over("by_hand"), over("rollback"), over("expired"), over("ended")]).toEqual([
      "Reverted by hand",
      "Reverted by its rollback",
      "Ended",
      "Ended",
    ]);
    expect([became({ status: "failed" }), became({ status: "proposed" })]).toEqual([
      "Failed",
      "Waits for approval",
    ]);
  });

  it("name what an intervention is about", () => {
    expect(
      interventionWords({
        type: "pause",
        scope: { kind: "priority_at_most", priority: "LOW" },
        release: "at_once",
        attempts: "finish",
      }),
    ).toBe("Pause: LOW and below");
    const [task, other] = ["task_01h455vb4pex5vsknk084sn02q", "tkt_01h455vb4pex5vsknk084sn02x"];
    const scope = { kind: "task" as const, taskId: task };
    const raised = { type: "override_priority" as const, scope, priority: "CRITICAL" as const };
    expect(interventionWords(raised, task)).toBe("Override a priority: it counts as CRITICAL");
    expect(interventionWords({ type: "cancel_task", taskId: task }, task)).toBe("Cancel a task");
    const to = { kind: "ticket" as const, ticketId: other };
    const moved = { type: "reallocate" as const, from: {}, to, slots: { min: 1, max: 1 }, preempt: false };
    expect(interventionWords(moved, task)).toBe("Move capacity: 1 slot to ticket …4sn02x");
  });

  it("tell of a policy's events, and lead to it", () => {
    const to = { hash: "b", mode: "enforce" };
    expect(
      POLICY_EVENTS["guardian.policy.changed"]({ policy: "p", from: { hash: "b", mode: "observe" }, to }),
    ).toEqual({
      what: "Policy p: enforces",
      tone: "warning",
    });
    expect(
      POLICY_EVENTS["guardian.policy.changed"]({ policy: "p", from: null, to, file: "p.yaml" }).what,
    ).toBe("Policy p made by its file p.yaml: enforces");
    expect(
      POLICY_EVENTS["guardian.policy.fired"]({ policy: "p", mode: "observe", title: "Build" }).what,
    ).toBe("Policy p would have acted about Build");
    const refused = { outcome: "refused", detail: "It must be LOW or lower." };
    const fired = { policy: "p", mode: "observe", title: "Build", firings: [refused] };
    expect(POLICY_EVENTS["guardian.policy.fired"](fired)).toEqual({
      what: "Policy p would have been refused about Build",
      detail: "It must be LOW or lower.",
    });
    expect(entityPath("policy:lost-agent")).toBe("/guardian/policies/lost-agent");
  });
});

it("a new policy's text is valid, whatever its name", () => {
  for (const name of ["a-policy", "x1"]) expect(compilePolicy(firstText(name))).toHaveProperty("policy");
});
