import type { Actor } from "@/lib/platform/auth/actor";
import type { Tx } from "@/lib/platform/db/transact";
import type { Intervention, Plan } from "../../schema";
import type { NewEffect } from "../../store/effects";
import type { Act, Doer, Draft } from "./act";
import { cancelTask } from "./cancel-task";
import { overridePriority } from "./override-priority";
import { pause } from "./pause";
import { quarantineAgent } from "./quarantine-agent";
import { reallocate } from "./reallocate";
import { replaceAgent } from "./replace-agent";

const ACTS: { [Type in Intervention["type"]]: Act<Type> } = {
  cancel_task: cancelTask,
  override_priority: overridePriority,
  reallocate,
  pause,
  quarantine_agent: quarantineAgent,
  replace_agent: replaceAgent,
};

interface AnyAct {
  plan: (tx: Tx, actor: Actor, intervention: Intervention) => Promise<Draft>;
  carryOut: (
    tx: Tx,
    doer: Doer,
    intervention: Intervention,
    plan: Pick<Plan, "effects" | "label" | "projectId">,
  ) => Promise<NewEffect[]>;
}

/** What is known of this kind of intervention; that each entry takes its own kind the compiler sees in the table alone. */
export function actOf({ type }: Intervention): AnyAct {
  return ACTS[type] as AnyAct;
}
