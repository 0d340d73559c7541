// Overlays as a chat is told of them: those that an intervention laid are said by the intervention itself.
import type { Tx } from "@/lib/platform/db/transact";
import type { EventRecord, EventType } from "@/lib/platform/events/schema";
import { plainWording, text, type Wording, wordEvents } from "@/lib/platform/webhooks/wording";
import { type ActionRow, findAction } from "../store/action-rows";
import { isStop } from "./acts/pause";
import { readPlan } from "./plan";

export function wordOverlays(): void {
  for (const room of ["hold", "priority_override", "capacity_reservation"]) wordEvents(room, wordOverlay);
}

async function wordOverlay(tx: Tx, event: EventRecord): Promise<Wording> {
  const plain = { ...plainWording(event), path: "/overlays" };
  const isExpired = event.payload.reason === "expired";
  const wording = isExpired ? { ...plain, lines: ["Its time was over."] } : plain;
  const saidBy = await whatSays(tx, event);
  return saidBy ? { ...wording, saidBy } : wording;
}

/** The event of the intervention that laid it, or that ends with it; null: nobody else tells of it. */
async function whatSays(tx: Tx, { type, projectId, payload }: EventRecord): Promise<EventType | null> {
  const owner = text(payload.owner);
  const action = owner.startsWith("gact_") ? await findAction(tx, owner) : null;
  // Who hears of one project alone is not told of what is of another, or of all.
  if (!action || action.projectId !== projectId) return null;
  if (type.endsWith(".ended")) return isLast(action) ? "guardian.intervention.reverted" : null;
  return isStop(readPlan(action.plan).intervention)
    ? "guardian.intervention.started"
    : "guardian.intervention.completed";
}

/** Of several that an intervention laid, one may end long before it is over. */
function isLast({ status, liveEffects }: ActionRow): boolean {
  return status === "reverting" || status === "reverted" || liveEffects <= 1;
}
