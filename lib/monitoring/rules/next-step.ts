// What the watchdog does next about an alert: a pure decision.
import type { RemedyKind, RemedyOutcome } from "../schema";
import type { Rule } from "./parse";

export interface PastRemedy {
  kind: RemedyKind;
  outcome: RemedyOutcome;
  detail: string;
  secondsAgo: number;
}

export type Step = { do: "wait" } | { do: "try"; kind: RemedyKind } | { do: "escalate"; reason: string };

/**
 * The rule's remedies one after the other, with the cool-down between them. One that could not be done is not waited
 * for, nor tried again: what is next is another kind, or nothing. When nothing is left and it is still so, it is
 * escalated. `past` has the newest first.
 */
export function nextStep(
  { remedies, coolDownSeconds }: Pick<Rule, "remedies" | "coolDownSeconds">,
  past: readonly PastRemedy[],
): Step {
  const [last] = past;
  const isCooling = last !== undefined && last.outcome !== "refused" && last.secondsAgo < coolDownSeconds;
  if (isCooling) return { do: "wait" };
  const tried = past.filter(({ outcome }) => outcome !== "held").toReversed();
  const [kind] = tried.reduce(without, remedies);
  return kind === undefined ? { do: "escalate", reason: reasonOf(tried) } : { do: "try", kind };
}

/** What is left to try after this one. */
function without(left: RemedyKind[], { kind, outcome }: PastRemedy): RemedyKind[] {
  if (outcome === "refused") return left.filter((one) => one !== kind);
  const at = left.indexOf(kind);
  return left.filter((_, index) => index !== at);
}

const WORDS: Record<RemedyKind, string> = {
  release_claims: "releasing what is held",
  fail_over: "another agent",
  restart_agent: "a new agent",
};
const REASON_MAX = 500;

function reasonOf(tried: readonly PastRemedy[]): string {
  const words = tried.map(({ kind, outcome, detail }) =>
    outcome === "done" ? `${WORDS[kind]} did not help` : `${WORDS[kind]}: ${detail.replace(/\.$/, "")}`,
  );
  return `The watchdog could not mend it. Tried: ${words.join("; ")}.`.slice(0, REASON_MAX);
}
