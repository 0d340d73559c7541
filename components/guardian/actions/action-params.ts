// What the address of the list of actions says.
import { parseAsString, parseAsStringLiteral } from "nuqs/server";
import { type ActionStatus, ActionType } from "@/lib/guardian/schema";

/** Outcomes as people ask for them, each of one or more statuses. */
const OUTCOMES = {
  waiting: ["proposed"],
  in_force: ["executing", "executed", "reverting"],
  reverted: ["reverted"],
  turned_down: ["rejected", "expired"],
  failed: ["failed", "stale"],
} as const satisfies Record<string, readonly ActionStatus[]>;
export type Outcome = keyof typeof OUTCOMES;
export const OUTCOME_NAMES = Object.keys(OUTCOMES) as Outcome[];

export const actionParams = {
  type: parseAsStringLiteral(ActionType.options),
  outcome: parseAsStringLiteral(OUTCOME_NAMES),
  q: parseAsString.withDefault(""),
};

interface ActionChoice {
  type: ActionType | null;
  outcome: Outcome | null;
  /** A person or policy in words, or the id of a target. */
  q: string;
}

const IS_TARGET = /^(?!usr_|key_)[a-z]+_[0-9a-hjkmnp-tv-z]{26}$/;

export function toActionFilter(choice: ActionChoice, project: string | undefined) {
  const { type, outcome, q } = choice;
  return {
    project,
    type: type ? [type] : undefined,
    status: outcome ? [...OUTCOMES[outcome]] : undefined,
    target: IS_TARGET.test(q) ? q : undefined,
    actor: q && !IS_TARGET.test(q) ? q : undefined,
  };
}

export function isNarrowed({ type, outcome, q }: ActionChoice): boolean {
  return type !== null || outcome !== null || q !== "";
}
