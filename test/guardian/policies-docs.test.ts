// What the documentation promises about policies is what the code does.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compilePolicy } from "@/lib/guardian/rules/policies/compile";
import { notReplayed } from "@/lib/guardian/rules/policies/history";
import { ActionType, TRIGGER_EVENTS } from "@/lib/guardian/schema";
import { SUBJECT_FACTS, WHOLE_FACTS } from "@/lib/monitoring/schema";

// Columns are padded to the width of their longest cell, which says nothing.
const text = readFileSync(join(process.cwd(), "docs/guardian/policies.md"), "utf8").replace(/ +\|/g, " |");
const FACTS = Object.entries({ ...WHOLE_FACTS, ...SUBJECT_FACTS }).flatMap(([kind, facts]) =>
  Object.entries(facts).map(([name, { type, meaning }]) => ({ name: `${kind}.${name}`, type, meaning })),
);

describe("docs/guardian/policies.md", () => {
  it("lists every fact with its type and meaning, and no other", () => {
    for (const { name, type, meaning } of FACTS)
      expect(text).toContain(`| \`${name}\` | ${type} | ${meaning} |`);
    const listed = [...text.matchAll(/^\| `([a-z]+\.[a-z_0-9]+)` \| (?:int|double|string|bool) \|/gm)];
    expect(listed.map(([, name]) => name).sort()).toEqual(FACTS.map(({ name }) => name).sort());
  });

  it("lists every event that triggers and every action", () => {
    for (const event of TRIGGER_EVENTS) expect(text).toContain(`\`${event}\``);
    for (const type of ActionType.options) expect(text).toContain(`| \`${type}\``);
  });

  it("shows a policy that is valid", () => {
    const [, example = ""] = /```yaml\n([\s\S]*?)```/.exec(text) ?? [];
    expect(compilePolicy(example)).toMatchObject({ policy: { document: { name: "resource-reallocation" } } });
  });

  it("names what a dry run cannot replay", () => {
    const named = notReplayed(FACTS.map(({ name }) => name)).map(({ fact }) => fact);
    expect(named.filter((fact) => !fact.startsWith("budget."))).toEqual(["task.silent_s", "agent.silent_s"]);
    for (const fact of named)
      expect(text).toMatch(fact.startsWith("budget.") ? /any fact of `budget`/ : fact);
  });
});
