// Policies as they are read: what is refused, where, and in which words.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Compiled, compilePolicy, hashOf } from "@/lib/guardian/rules/policies/compile";

const FOLDER = join(process.cwd(), "config/guardian_policies");

const policy = (over: Record<string, string> = {}, name = "a-policy") =>
  [
    "policy:",
    `  name: ${name}`,
    ...Object.entries({
      trigger: "{ every: 15s }",
      when: "queue.pending > 5",
      actions: "[{ type: pause, scope: all }]",
      ...over,
    }).map(([key, value]) => `  ${key}: ${value}`),
  ].join("\n");

function faultsOf(text: string) {
  const compiled: Compiled = compilePolicy(text);
  return "faults" in compiled ? compiled.faults : [];
}

describe("the shipped policies", () => {
  const files = readdirSync(FOLDER);

  it("are six", () => {
    expect(files).toEqual([
      "budget_emergency.yaml",
      "emergency_cancellation.yaml",
      "lost_agent.yaml",
      "priority_override.yaml",
      "queue_overflow.yaml",
      "resource_reallocation.yaml",
    ]);
  });

  it.each(files)("%s is valid, and named after its file", (file) => {
    const text = readFileSync(join(FOLDER, file), "utf8");
    expect(faultsOf(text)).toEqual([]);
    expect(text).toContain(`name: ${file.replace(".yaml", "").replaceAll("_", "-")}\n`);
  });
});

describe("a condition", () => {
  it.each([
    ["task.runing_s > 5", "There is no fact task.runing_s."],
    ["tasks.running > 5", "There is no `tasks`."],
    ['queue.pending > "5"', "These types do not go together: int > string."],
    ["queue.pending + 1", "Must be true or false, and is of the type int"],
    ["[1, 2].exists(n, n > 1)", "`exists` walks over a list"],
    ["[1, 2].all(n, n > 1)", "`all` walks over a list"],
    ["[1, 2].exists_one(n, n > 1)", "`exists_one` walks over a list"],
    ["[1, 2].map(n, n) == [1]", "`map` walks over a list"],
    ["[1, 2].filter(n, n > 1) == [1]", "`filter` walks over a list"],
    ['task.title.matches("(a+)+$")', "`matches` is refused"],
    ["has(task.id)", "`has` is not needed"],
    ["task.attempts > 1 && agent.load > 2", "Speaks of agent and task"],
    ['task.priority == "critical"', 'task.priority is never "critical"'],
    ['task.state in ["pending", "done"]', 'task.state is never "done"'],
    ['task.priority > "LOW"', "Texts are not ordered"],
    ["task.attempts / task.max_attempts > 0.5", "Write double(task.attempts) / task.max_attempts."],
    ["dyn(queue.pending) > 1", "There is no `dyn` in conditions."],
    ['queue["pending"] > 1', "`[]` cannot be used"],
    ["queue.pending >", "Unexpected token"],
    [`${"!".repeat(300)}true`, "Exceeded max"],
    ["queue.pending > 1 && ".repeat(100), "Must have at most 2000 characters."],
    [Array.from({ length: 60 }, (_, n) => `queue.pending>${n}`).join("||"), "Exceeded max"],
    ["queue == agents", "`queue` alone is no value"],
    ["google.protobuf.Duration == 1", "There is no `google`"],
  ])("%j is refused", (when, words) => {
    const [fault, ...more] = faultsOf(policy({ when: JSON.stringify(when) }));
    expect(fault).toMatchObject({ line: 4, key: "policy.when" });
    expect(fault?.message).toContain(words);
    expect(more).toEqual([]);
  });

  it("that is wrong is the only fault: no fault follows for what it would have been about", () => {
    const text = policy({ when: "task.runing_s > 5", actions: "[{ type: cancel_task, task: subject }]" });
    expect(faultsOf(text).map(({ key }) => key)).toEqual(["policy.when"]);
  });

  it("that is wrong is marked to the character", () => {
    const [fault] = faultsOf(policy({ when: "queue.pending > 5 && task.runing_s > 5" }));
    expect(fault).toMatchObject({ line: 4, column: 30, endLine: 4, endColumn: 43 });
  });

  it.each([
    "2 * task.timeout_s < task.running_s",
    "task.running_s > 1.5 * task.timeout_s",
    "spend.usd_per_hour > 50",
    "spend.usd_per_hour * 2 > 50 && queue.failure_rate == 1 && 0 != spend.usd_today",
    "double(task.attempts) / task.max_attempts >= 0.5",
    'task.priority in ["CRITICAL", "HIGH"] && !task.is_blocked',
    'task.title.startsWith("Deploy") || task.title.contains("hotfix")',
    "alert.is_acknowledged ? alert.age_s > 600 : alert.age_s > 60",
  ])("%s is allowed", (when) => {
    expect(faultsOf(policy({ when: JSON.stringify(when) }))).toEqual([]);
  });
});

describe("a policy's text", () => {
  it.each([
    ["an unknown key", policy({ colour: "red" }), 6, "policy.colour", "There is no such key."],
    ["a wrong type", policy({ limits: "{ per_hour: many }" }), 6, "policy.limits.per_hour", "number"],
    ["a duration without a unit", policy({ for: "60" }), 6, "policy.for", "Must be a duration"],
    [
      "a time too long",
      policy({ rollback: "{ max_ttl: 25h }" }),
      6,
      "policy.rollback.max_ttl",
      "between 1m and 1d",
    ],
    ["two triggers", policy({ trigger: "{ every: 15s, alert: x }" }), 3, "policy.trigger", "exactly one of"],
    ["a look too often", policy({ trigger: "{ every: 1s }" }), 3, "policy.trigger.every", "between 15s"],
    [
      "an unknown event",
      policy({ trigger: "{ event: task.claimed }" }),
      3,
      "policy.trigger.event",
      "Must be one of",
    ],
    [
      "the guardian's own event",
      policy({ trigger: "{ event: guardian.policy.fired }" }),
      3,
      "policy.trigger.event",
      "Must be",
    ],
    [
      "less authority than is needed",
      policy({ min_authority: "WORKER" }),
      6,
      "policy.min_authority",
      "no policy can lower that",
    ],
    [
      "more approvers than there can be",
      policy({ approval: "{ required: true, approvers: 2 }" }),
      6,
      "policy.approval.approvers",
      "Must be 1",
    ],
    [
      "acting where nobody approved",
      policy({ approval: "{ required: true, on_timeout: execute }" }),
      6,
      "policy.approval.on_timeout",
      "Must be expire",
    ],
    [
      "an unknown action",
      policy({ actions: "[{ type: reboot }]" }),
      5,
      "policy.actions.0.type",
      "Must be one of",
    ],
    ["no action", policy({ actions: "[]" }), 5, "policy.actions", "at least one"],
    [
      "a subject where there is none",
      policy({ actions: "[{ type: cancel_task, task: subject }]" }),
      5,
      "policy.actions.0",
      "has no task",
    ],
    [
      "a subject that has not such a thing",
      policy({
        when: 'budget.state == "exceeded"',
        actions: "[{ type: pause, scope: { ticket: subject } }]",
      }),
      5,
      "policy.actions.0",
      "has no ticket",
    ],
    [
      "more slots wished for than allowed",
      policy({ when: "task.attempts > 1", actions: "[{ type: reallocate, slots: { min: 3, max: 2 } }]" }),
      5,
      "policy.actions.0",
      "min <= prefer <= max",
    ],
    [
      "a rollback about another thing",
      policy({ when: "task.attempts > 1", rollback: "{ when: agent.load == 0 }" }),
      6,
      "policy.rollback.when",
      "the policy is about task",
    ],
    ["a name in capitals", policy({}, "Stuck"), 2, "policy.name", "small letters"],
    ["no YAML", "policy: [", 1, "", ""],
  ])("with %s is refused with its line", (_what, text, line, key, words) => {
    const [fault] = faultsOf(text);
    expect(fault).toMatchObject({ line, key });
    expect(fault?.message).toContain(words);
  });

  it("with aliases that stand for each other a thousandfold is refused, not unfolded", () => {
    const bomb = Array.from(
      { length: 12 },
      (_, n) => `a${n}: &a${n} [${n === 0 ? "x" : `*a${n - 1}, *a${n - 1}, *a${n - 1}, *a${n - 1}`}]`,
    );
    expect(faultsOf(bomb.join("\n"))[0]?.message).toMatch(/alias/i);
  });

  it("has the same hash whatever its line ends and blanks, and another for other words", () => {
    const text = policy();
    expect(hashOf(`${text.replaceAll("\n", "  \r\n")}\r\n\r\n`)).toBe(hashOf(text));
    expect(hashOf(text.replace("> 5", "> 6"))).not.toBe(hashOf(text));
  });
});
