// Conditions of alert rules: comparisons of facts, joined by all and any.
import type { Value } from "./vocabulary";

export const COMPARISONS = ["above", "at_least", "below", "at_most", "is", "is_not"] as const;
export type ComparisonName = (typeof COMPARISONS)[number];

interface Comparison {
  metric: string;
  labels?: Record<string, string>;
  op: ComparisonName;
  value: Value;
  /** Another fact by which the value is multiplied. */
  times?: string;
}

export type Condition = Comparison | { all: Condition[] } | { any: Condition[] };

/** A fact by its name; undefined where it is not known now. */
export type Lookup = (name: string, labels?: Record<string, string>) => Value | undefined;

/** Whether the condition holds; null where a fact that it hangs on is not known: then nothing follows from it. */
export function holds(condition: Condition, look: Lookup): boolean | null {
  if ("all" in condition) return join(condition.all, look, false);
  if ("any" in condition) return join(condition.any, look, true);
  const { metric, labels, op, value, times } = condition;
  const found = look(metric, labels);
  const factor = times === undefined ? 1 : look(times);
  if (found === undefined || factor === undefined) return null;
  const limit = typeof value === "number" ? value * Number(factor) : value;
  return compare(found, op, limit);
}

/** Three-valued: one part may decide whatever is not known of the others. */
function join(parts: Condition[], look: Lookup, decides: boolean): boolean | null {
  let isUnknown = false;
  for (const part of parts) {
    const held = holds(part, look);
    if (held === decides) return decides;
    isUnknown ||= held === null;
  }
  return isUnknown ? null : !decides;
}

function compare(found: Value, op: ComparisonName, limit: Value): boolean {
  switch (op) {
    case "above":
      return found > limit;
    case "at_least":
      return found >= limit;
    case "below":
      return found < limit;
    case "at_most":
      return found <= limit;
    case "is":
      return found === limit;
    case "is_not":
      return found !== limit;
  }
}

const SIGNS: Record<ComparisonName, string> = {
  above: ">",
  at_least: "≥",
  below: "<",
  at_most: "≤",
  is: "=",
  is_not: "≠",
};

/** The condition as a line of text. */
export function toWords(condition: Condition): string {
  if ("all" in condition) return condition.all.map(inner).join(" and ");
  if ("any" in condition) return condition.any.map(inner).join(", or ");
  const { metric, labels, op, value, times } = condition;
  const of = labels
    ? `{${Object.entries(labels)
        .map(([name, text]) => `${name}: ${text}`)
        .join(", ")}}`
    : "";
  return `${metric}${of} ${SIGNS[op]} ${value}${times === undefined ? "" : ` × ${times}`}`;
}

function inner(condition: Condition): string {
  const text = toWords(condition);
  return "all" in condition || "any" in condition ? `(${text})` : text;
}

/** Every fact that a condition names. */
export function factsOf(condition: Condition): string[] {
  if ("all" in condition) return condition.all.flatMap(factsOf);
  if ("any" in condition) return condition.any.flatMap(factsOf);
  return [condition.metric, ...(condition.times === undefined ? [] : [condition.times])];
}
