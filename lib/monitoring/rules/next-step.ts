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
 * The rule's remedies one after the other, with the cool-down between them; one that could not be done is not waited
 * for. When all were tried and it is still so, it is escalated. `past` has the newest first.
 */
export function nextStep(
  { remedies, coolDownSeconds }: Pick<Rule, "remedies" | "coolDownSeconds">,
  past: readonly PastRemedy[],
): Step {
  const [last] = past;
  const isCooling = last !== undefined && last.outcome !== "refused" && last.secondsAgo < coolDownSeconds;
  if (isCooling) return { do: "wait" };
  const tried = past.filter(({ outcome }) => outcome !== "held");
  const kind = remedies[tried.length];
  return kind === undefined ? { do: "escalate", reason: reasonOf(tried) } : { do: "try", kind };
}

const WORDS: Record<RemedyKind, string> = {
  release_claims: "releasing what is held",
  fail_over: "another agent",
  restart_agent: "a new agent",
};
const REASON_MAX = 500;

function reasonOf(tried: readonly PastRemedy[]): string {
  const words = [...tried]
    .reverse()
    .map(({ kind, outcome, detail }) =>
      outcome === "done" ? `${WORDS[kind]} did not help` : `${WORDS[kind]}: ${detail}`,
    );
  return `The watchdog could not mend it. Tried: ${words.join("; ")}`.slice(0, REASON_MAX);
}
