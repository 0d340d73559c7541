// How each kind of effect is taken back. What would happen is worked out first, so that a preview says the same.
import type { Tx } from "@/lib/platform/db/transact";
import type { EffectRow } from "../../store/effects";
import { judgeQuarantine, judgeStarted } from "./agent";
import type { Judgement, Reverting } from "./judgement";
import { judgeOverlay } from "./overlay";
import { judgeCancelled, judgeRequeued, judgeStopped } from "./task";

export type { Reverting } from "./judgement";

export function judge(tx: Tx, effect: EffectRow, how: Reverting): Promise<Judgement> | Judgement {
  switch (effect.kind) {
    case "hold":
    case "priority_override":
    case "capacity_reservation":
      return judgeOverlay(tx, { ...effect, kind: effect.kind }, how);
    case "task_cancelled":
      return judgeCancelled(tx, effect, how);
    case "task_stopped":
      return judgeStopped(tx, effect, how);
    case "task_requeued":
      return judgeRequeued(effect);
    case "agent_quarantined":
      return judgeQuarantine(tx, effect, how);
    case "agent_started":
      return judgeStarted(tx, effect, how);
  }
}
