import type { Verdict } from "../rules/decide";

// Routes, pages and instrumentation are separate bundles: only globalThis is one.
const holder = globalThis as typeof globalThis & { omoiRuleProblems?: Map<string, string> };

/** Keeps why rules could not be decided, as this replica found it last. */
export function noteProblems(verdicts: readonly Verdict[]): void {
  holder.omoiRuleProblems = new Map(
    verdicts.flatMap(({ rule, problem }) => (problem === null ? [] : [[rule.name, problem] as const])),
  );
}

export function problemOf(rule: string): string | null {
  return holder.omoiRuleProblems?.get(rule) ?? null;
}
