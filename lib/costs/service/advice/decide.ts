import * as audit from "@/lib/platform/audit/service";
import { type Actor, requireScope, seenBy } from "@/lib/platform/auth/actor";
import { type Tx, transact } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import { publish } from "@/lib/platform/events/service";
import { findPlaces } from "@/lib/work/service";
import type { AcceptRecommendation, DismissRecommendation, Recommendation } from "../../schema";
import * as store from "../../store/recommendations";
import { readBaseline } from "./realised";
import { toRecommendation } from "./reply";

/** Takes a recommendation: what it saves from now on is measured against what it cost until now. */
export async function acceptRecommendation(
  actor: Actor,
  id: string,
  { reason = null }: { reason?: AcceptRecommendation["reason"] | null },
): Promise<Recommendation> {
  return decideOn(actor, id, "accepted", reason, (tx, row) => readBaseline(tx, row));
}

/** Sets a recommendation aside: it comes back only if the evidence changes much. */
export async function dismissRecommendation(
  actor: Actor,
  id: string,
  { reason }: DismissRecommendation,
): Promise<Recommendation> {
  return decideOn(actor, id, "dismissed", reason, async () => null);
}

async function decideOn(
  actor: Actor,
  id: string,
  state: store.Decision["state"],
  reason: string | null,
  readBaselineOf: (tx: Tx, row: store.FoundRow) => Promise<string | null>,
): Promise<Recommendation> {
  requireScope(actor, "costs:manage");
  return transact(`cost.recommendation.${state}`, async (tx) => {
    const row = seenBy(actor, "recommendation", await store.lockRecommendation(tx, id));
    if (row.state !== state) {
      if (!row.isCurrent && state === "accepted") {
        throw new AppError(
          "invalid_state",
          "The ledger does not show this any more, so there is nothing to accept.",
        );
      }
      await store.decide(tx, id, { state, reason, by: actor.name, baseline: await readBaselineOf(tx, row) });
      await tell(tx, actor, `cost.recommendation.${state}`, row, reason);
    }
    const decided = (await store.lockRecommendation(tx, id)) ?? row;
    const place = (await findPlaces(tx, [row.projectId])).get(row.projectId);
    return toRecommendation(decided, place?.name ?? row.projectId);
  });
}

/** The audit entry and the event of a person's decision, which say the same. */
async function tell(
  tx: Tx,
  actor: Actor,
  type: "cost.recommendation.accepted" | "cost.recommendation.dismissed",
  { id: entity, projectId, label, saving, kind }: store.FoundRow,
  reason: string | null,
): Promise<void> {
  const detail = { label, kind, saving, ...(reason ? { reason } : {}) };
  await audit.append(tx, { actor, act: type, entity, projectId, detail, ...(reason ? { reason } : {}) });
  await publish(tx, actor, { type, entity, projectId, payload: detail });
}
