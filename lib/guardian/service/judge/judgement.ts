import type { Actor } from "@/lib/platform/auth/actor";
import type { EffectState, RevertedEffect } from "../../schema";

export interface Reverting {
  actor: Actor;
  reason: string;
  /** Where a task cannot come back, one like it takes its place. */
  newTask: boolean;
  /** A pause that is let go in stages. */
  isStaged: boolean;
}

/** What taking back an effect would do, and the doing. */
export interface Judgement {
  outcome: RevertedEffect["outcome"];
  detail: string;
  offersNewTask?: boolean;
  /** Returns the effect's state from then on; what still goes on stays `live`. */
  act?: () => Promise<{ state: EffectState; refId?: string; detail?: string }>;
}
