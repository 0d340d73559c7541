import type { Tx } from "@/lib/platform/db/transact";
import {
  easeHold,
  findEndedOverlays,
  liftHold,
  liftOverride,
  liftReservation,
  type OverlayKind,
} from "@/lib/work/service";
import { nextShare } from "../../rules/release";
import type { EffectRow } from "../../store/effects";
import type { Judgement, Reverting } from "./judgement";

const LIFT = { hold: liftHold, priority_override: liftOverride, capacity_reservation: liftReservation };
const LIFTED: Record<OverlayKind, string> = {
  hold: "Everything is claimed again from the next claim on.",
  priority_override: "The priority that is below counts again; claimed work goes on.",
  capacity_reservation: "The slots serve any work again; what runs goes on.",
};

export async function judgeOverlay(
  tx: Tx,
  { kind, refId, state }: EffectRow & { kind: OverlayKind },
  { actor, reason, isStaged }: Reverting,
): Promise<Judgement> {
  const id = refId ?? "";
  const [ended] = await findEndedOverlays(tx, kind, [id]);
  if (ended || state !== "live") return { outcome: "already_gone", detail: "It has ended already." };
  const first = kind === "hold" && isStaged ? nextShare(0) : null;
  if (first !== null) {
    return {
      outcome: "reverted",
      detail: `It comes back in stages: ${first} % now, the rest within minutes.`,
      act: async () => ({ state: (await easeHold(tx, id, first, actor)) ? "live" : "already_gone" }),
    };
  }
  return {
    outcome: "reverted",
    detail: LIFTED[kind],
    act: async () => ({ state: (await LIFT[kind](tx, id, reason, actor)) ? "reverted" : "already_gone" }),
  };
}
