// Whether a call may be made: what it is expected to cost is reserved in the budgets that pay for it.
import type { Actor } from "@/lib/platform/auth/actor";
import { read } from "@/lib/platform/db/transact";
import { formatUsd } from "@/lib/platform/money";
import type { Attribution, Told } from "../service/attribute";
import { type Refused, reserveCall } from "../service/reserve";
import { anyPauses } from "../store/gateway";
import type { ModelCall } from "./call";
import { expectedCost } from "./expected";
import { Refusal } from "./refusal";
import type { Endpoint, Target } from "./target";

/** A metered call on its way. */
export interface Metered {
  actor: Actor;
  target: Target;
  endpoint: Endpoint;
  /** What its caller says that it is for, and where that is. */
  told: Told;
  place: Attribution;
  call: ModelCall;
  requestId: string;
  startedAt: Date;
  reservationId: string | null;
}

/** Longer than any call takes; one that outlives it is paid for all the same. */
const TTL_MS = 20 * 60_000;

/** For so long it is believed that no budget pauses; one that is made or changed tells so at once, by a signal. */
const FRESH_MS = 2000;
let noneUntil = 0;
let changes = 0;

/** A budget has changed. */
export function forgetBudgets(): void {
  noneUntil = 0;
  changes += 1;
}

async function mayPause(): Promise<boolean> {
  const asked = performance.now();
  if (asked < noneUntil) return false;
  const seen = changes;
  const may = await read(anyPauses);
  // What changed while this was read may not be in it.
  if (!may && seen === changes) noneUntil = asked + FRESH_MS;
  return may;
}

/** The reservation's id; null where no budget that pauses covers the call. Throws when one has too little left. */
export async function reserve({ actor, target, endpoint, place, call }: Metered): Promise<string | null> {
  if (!(await mayPause())) return null;
  const cost = expectedCost(target.provider, endpoint, call, place.projectId);
  const outcome = await reserveCall(actor, place, cost, TTL_MS);
  if ("refused" in outcome) throw new Refusal(402, explain(outcome.refused, cost));
  return outcome.reservationId;
}

function explain(refused: Refused | null, cost: string): string {
  const which = refused
    ? `the budget of ${refused.scopeLabel} (${refused.budgetId})`
    : "a budget of all projects";
  return (
    `OmoiOS: ${which} has too little left for this call, which is expected to cost up to ${formatUsd(cost)}` +
    `${refused ? `: ${factsOf(refused)}` : ""}. Ask a lead to raise the budget under Costs › Budgets, or wait for its next period.`
  );
}

const factsOf = ({ limit, spent, reserved }: Refused) =>
  `${formatUsd(limit)} limit, ${formatUsd(spent)} spent, ${formatUsd(reserved)} reserved by calls and tasks under way`;
