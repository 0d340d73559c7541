// Ways to spend less that the ledger shows: arithmetic alone, without a database.
import { findBatches } from "./batch";
import { findMissingCaches } from "./caching";
import { findCheaperModels } from "./cheaper-model";
import { findFailures } from "./failures";
import type { Facts, Finding } from "./finding";
import { findGrownContexts } from "./growth";

export { meanDifference, shareDifference, shareInterval } from "./compare";
export type { AttemptFact, CallFact, Facts, Finding, TaskFact, TokenUsd } from "./finding";

const FINDERS = [findCheaperModels, findMissingCaches, findGrownContexts, findFailures, findBatches];

/** All that these facts advise, the largest saving first. */
export function findAdvice(facts: Facts): Finding[] {
  return FINDERS.flatMap((find) => find(facts)).sort((a, b) => b.saving.value - a.saving.value);
}
