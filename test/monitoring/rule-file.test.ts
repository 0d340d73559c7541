// alert_rules.yaml: what is wrong is told with file, line, key and reason; conditions say what they mean.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { holds, toWords } from "@/lib/monitoring/rules/condition";
import { nextStep } from "@/lib/monitoring/rules/next-step";
import { parseRules } from "@/lib/monitoring/rules/parse";

const parse = (text: string) => parseRules(text, "alert_rules.yaml");

/** The message that a file is refused with. */
function problemOf(text: string): string {
  try {
    parse(text);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("The file was accepted.");
}

/** A rule with these lines in the place of those of the same key; line 2 is its name. */
function aRule(own: Record<string, string> = {}): string {
  const keys: Record<string, string> = {
    title: '"t"',
    when: "{ metric: queue.pending, above: 5 }",
    severity: "warning",
    ...own,
  };
  const lines = Object.entries(keys).map(([key, value]) => `    ${key}: ${value}`);
  return ["rules:", "  - name: r", ...lines].join("\n");
}

describe("the shipped file", () => {
  it("sends every alert somewhere, so that a webhook with a route can have it", () => {
    const { rules, anomalies } = parse(readFileSync("config/alert_rules.yaml", "utf8"));
    for (const { name, routes } of [...rules, { name: "anomalies", ...anomalies }])
      expect([name, routes.length > 0]).toEqual([name, true]);
  });

  it("is in order, and has every rule that the docs name", () => {
    const { rules, anomalies } = parse(readFileSync("config/alert_rules.yaml", "utf8"));
    expect(rules.map(({ name }) => name)).toEqual([
      "task_stuck",
      "task_overdue",
      "task_silent",
      "leases_lost",
      "queue_overflow",
      "failure_rate_high",
      "agent_lost",
      "agent_failing",
      "retries_exhausted",
      "host_offline",
      "notifications_failing",
      "spend_rate_high",
    ]);
    expect(anomalies.metrics.length).toBeGreaterThan(0);
    const docs = readFileSync("docs/monitoring/README.md", "utf8");
    for (const { name } of rules) expect(docs).toContain(`\`${name}\``);
  });

  it("has no version of its own for a comment, and another for another meaning", () => {
    const { version } = parse(aRule());
    expect(parse(`# why\n${aRule()}`).version).toBe(version);
    expect(parse(aRule({ severity: "critical" })).version).not.toBe(version);
  });
});

describe("a broken file", () => {
  it.each([
    ["a severity that is none", aRule({ severity: "bad" }), "line 5: rules.0.severity: "],
    ["a key that is none", aRule({ sevrity: "warning" }), "line 6: rules.0.sevrity: There is no such key."],
    ["no title", aRule().replace('    title: "t"\n', ""), "line 2: rules.0.title: Is required."],
    [
      "a fact that is none",
      aRule({ when: "{ metric: queue.length, above: 5 }" }),
      "line 4: rules.0.when.metric: There is no fact queue.length here; a rule without each knows those of queue, agents, and gauges (omoios_…).",
    ],
    [
      "a fact of a task in a rule that is not for each",
      aRule({ when: "{ metric: task.pending_s, above: 5 }" }),
      "line 4: rules.0.when.metric: There is no fact task.pending_s here",
    ],
    [
      "a text compared by size",
      aRule({ each: "task", when: "{ metric: task.priority, above: 5 }" }),
      "line 4: rules.0.when.above: task.priority is a text: only is and is_not compare it.",
    ],
    [
      "a number compared with a text",
      aRule({ when: '{ metric: queue.pending, is: "many" }' }),
      "line 4: rules.0.when.is: queue.pending is a number.",
    ],
    [
      "two comparisons at once",
      aRule({ when: "{ metric: queue.pending, above: 5, below: 9 }" }),
      "line 4: rules.0.when.metric: Must have exactly one of above, at_least, below, at_most, is, is_not.",
    ],
    [
      "a condition that is empty",
      aRule({ when: "{}" }),
      "line 4: rules.0.when: Must have exactly one of metric, all and any.",
    ],
    [
      "a time without a unit",
      aRule({ for: "30" }),
      "line 6: rules.0.for: Must be a time such as 30s, 10m, 2h or 1d.",
    ],
    [
      "a factor that is no number",
      aRule({ each: "task", when: "{ metric: task.running_s, above: 2, times: task.title }" }),
      "line 4: rules.0.when.times: Must be the name of a fact that is a number, beside a number.",
    ],
    [
      "hysteresis on the wrong side",
      aRule({ clear_below: "6" }),
      "line 6: rules.0.clear_below: Must be at most 5, where it begins.",
    ],
    [
      "hysteresis for what is no single comparison",
      aRule({ when: "{ all: [{ metric: queue.pending, above: 5 }] }", clear_below: "4" }),
      "line 6: rules.0.clear_below: Needs a condition that is one comparison with above or at_least.",
    ],
    [
      "a remedy where there is nothing to mend",
      aRule({ remedies: "[fail_over]" }),
      "line 6: rules.0.remedies.0: Must be one that can be tried here: none",
    ],
    [
      "a place in the title that is no fact",
      aRule({ title: '"{queue.lenght} wait"' }),
      "line 3: rules.0.title: There is no fact queue.lenght here",
    ],
    [
      "a name that is there already",
      `${aRule()}\n${aRule().slice(7)}`,
      "line 6: rules.1.name: There is a rule r above already.",
    ],
    [
      "a name of the system's own",
      aRule().replace("name: r", "name: anomaly"),
      "line 2: rules.0.name: This name is taken by the system's own alerts.",
    ],
    ["something that is no YAML", "rules:\n  - name: [", "line 2: "],
  ])("with %s names file, line, key and reason", (_, text, problem) => {
    expect(problemOf(text)).toContain(`alert_rules.yaml, ${problem}`);
  });

  it("cannot be nested without end", () => {
    const deep = (depth: number): string =>
      depth === 0 ? "{ metric: queue.pending, above: 1 }" : `{ all: [${deep(depth - 1)}] }`;
    expect(parse(aRule({ when: deep(3) })).rules).toHaveLength(1);
    expect(problemOf(aRule({ when: deep(4) }))).toContain("Must not be nested more than 4 deep.");
  });
});

describe("a condition", () => {
  const [rule] = parse(
    aRule({
      each: "task",
      when: "{ any: [{ metric: task.running_s, above: 2, times: task.timeout_s }, { metric: task.priority, is: CRITICAL }] }",
    }),
  ).rules;
  const when = rule?.when ?? { all: [] };
  const ask = (facts: Record<string, string | number>) => holds(when, (name) => facts[name]);

  it("compares with a multiple of another fact", () => {
    const base = { "task.priority": "LOW", "task.timeout_s": 60 };
    expect(ask({ ...base, "task.running_s": 120 })).toBe(false);
    expect(ask({ ...base, "task.running_s": 121 })).toBe(true);
  });

  it("is undecided while a fact that it hangs on is not known, and decided by the others where they suffice", () => {
    expect(ask({ "task.priority": "LOW", "task.timeout_s": 60 })).toBeNull();
    expect(ask({ "task.priority": "CRITICAL" })).toBe(true);
    const all = {
      all: [
        { metric: "a", op: "above" as const, value: 1 },
        { metric: "b", op: "above" as const, value: 1 },
      ],
    };
    expect(holds(all, (name) => (name === "a" ? 0 : undefined))).toBe(false);
    expect(holds(all, (name) => (name === "a" ? 2 : undefined))).toBeNull();
  });

  it("can be read as a line", () => {
    expect(toWords(when)).toBe("task.running_s > 2 × task.timeout_s, or task.priority = CRITICAL");
  });
});

describe("the next step of the watchdog", () => {
  const rule = { remedies: ["fail_over", "restart_agent"] as const, coolDownSeconds: 300 };
  const step = (...past: ["fail_over" | "restart_agent", "done" | "refused" | "held", number][]) =>
    nextStep(
      { ...rule, remedies: [...rule.remedies] },
      past.map(([kind, outcome, secondsAgo]) => ({ kind, outcome, secondsAgo, detail: "No." })),
    );

  it.each([
    ["nothing was tried", [], { do: "try", kind: "fail_over" }],
    ["one was done a moment ago", [["fail_over", "done", 299]], { do: "wait" }],
    ["one was done and did not help", [["fail_over", "done", 300]], { do: "try", kind: "restart_agent" }],
    ["one could not be done", [["fail_over", "refused", 0]], { do: "try", kind: "restart_agent" }],
    ["somebody had it in hand", [["fail_over", "held", 300]], { do: "try", kind: "fail_over" }],
    ["somebody has it in hand", [["fail_over", "held", 10]], { do: "wait" }],
    [
      "all were tried a moment ago",
      [
        ["restart_agent", "done", 10],
        ["fail_over", "refused", 20],
      ],
      { do: "wait" },
    ],
  ] as const)("when %s", (_, past, expected) => {
    expect(
      step(
        ...past.map(
          (one) => [...one] as [(typeof rule.remedies)[number], "done" | "refused" | "held", number],
        ),
      ),
    ).toEqual(expected);
  });

  it("is to escalate with what was tried when all were", () => {
    expect(step(["restart_agent", "refused", 5], ["fail_over", "done", 400])).toEqual({
      do: "escalate",
      reason: "The watchdog could not mend it. Tried: another agent did not help; a new agent: No.",
    });
  });
});
