// What is said of a text that is no YAML: the mistake, where it is, and nothing of what follows from it.
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readYaml } from "@/lib/platform/yaml-file";

/** The faults as an editor marks them: where, what is marked there, and the words. */
function faultsOf(...lines: string[]): string[] {
  const reading = readYaml(z.unknown(), lines.join("\n"));
  if (!("faults" in reading)) return [];
  return reading.faults.map(({ line, column, endLine, endColumn, message }) => {
    const marked = line === endLine ? (lines[line - 1] ?? "").slice(column - 1, endColumn - 1) : "…";
    return `${line}:${column} ${marked} ${message}`;
  });
}

describe("a text that is no YAML", () => {
  it("says once which bracket is never closed, however much after it is broken", () => {
    const brace = "This { is never closed: a } is missing.";
    expect(
      faultsOf(
        "policy:",
        "  name: a",
        "  trigger: { every: 15s",
        "  when: queue.pending > 1",
        "  actions:",
        "    - { type: pause, scope: all }",
        "  limits: { per_hour: 6 }",
      ),
    ).toEqual([`3:12 { ${brace}`]);
    expect(
      faultsOf(
        "policy:",
        "  actions:",
        "    - { type: reallocate, slots: { min: 1 }",
        "  rollback:",
        "    keep_for: 0s",
      ),
    ).toEqual([`3:7 { ${brace}`]);
    expect(
      faultsOf("policy:", "  actions:", "    - {", "        type: pause,", "  limits: { per_hour: 6 }"),
    ).toEqual([`3:7 { ${brace}`]);
    expect(faultsOf("policy:", "  actions: [{ type: pause }", "  limits: { per_hour: 6 }")).toEqual([
      "2:12 [ This [ is never closed: a ] is missing.",
    ]);
    expect(faultsOf("policy:", "  limits: { per_hour: 6")).toEqual([`2:11 { ${brace}`]);
  });

  it("says which quote is never closed", () => {
    expect(faultsOf("policy:", '  when: "queue.pending > 1', "  for: 60s")).toEqual([
      '2:9 " This " is never closed: a " is missing.',
    ]);
  });

  it("says which bracket is one too many", () => {
    expect(faultsOf("policy:", "  limits: { per_hour: 6 }}", "  for: 60s")).toEqual([
      "2:26 } This } closes nothing: there is one too many, or its opening is missing.",
    ]);
  });

  it("says the first of other mistakes alone, and of keys that stand twice each", () => {
    expect(faultsOf("policy:", "  name: a", "   for: 60s")).toHaveLength(1);
    expect(faultsOf("a: 1", "a: 2", "b: 1", "b: 2")).toEqual([
      expect.stringMatching(/^2:1 a/),
      expect.stringMatching(/^4:1 b/),
    ]);
  });

  it("does not take brackets and quotes within texts for open ones", () => {
    expect(faultsOf("a: 'it''s { open'", 'b: "\\" ["', "c: [1, { d: 2 }]")).toEqual([]);
    expect(faultsOf("a: 'it''s { closed'", "b: [1, { d: 2 }", "c: 3")).toEqual([
      "2:4 [ This [ is never closed: a ] is missing.",
    ]);
  });
});
