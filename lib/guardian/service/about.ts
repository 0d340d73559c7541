// What a refused request was about, in words, for those who read the trail.
import { z } from "zod";
import type { Actor } from "@/lib/platform/auth/actor";
import { seenBy } from "@/lib/platform/auth/actor";
import { read } from "@/lib/platform/db/transact";
import { AgentId, HoldScope, OverrideScope, ReservationScope, TaskId } from "@/lib/work/schema";
import { aboutScope } from "@/lib/work/service";
import { ActionId, type ActionType } from "../schema";
import * as store from "../store/action-rows";

type Scope = Parameters<typeof aboutScope>[1];

interface About {
  entity: string;
  detail: { actionType: string; targetEntity: string; targetLabel: string };
}

const agent = z.object({ agentId: AgentId }).transform(({ agentId }): Scope => ({ kind: "agent", agentId }));

/** Where each says what it is about; what else it says may be wrong, and often is why it was refused. */
const TARGETS: Record<ActionType, z.ZodType<Scope>> = {
  cancel_task: z.object({ taskId: TaskId }).transform(({ taskId }): Scope => ({ kind: "task", taskId })),
  override_priority: z.object({ scope: OverrideScope }).transform(({ scope }): Scope => scope),
  reallocate: z.object({ to: ReservationScope }).transform(({ to }): Scope => to),
  pause: z.object({ scope: HoldScope }).transform(({ scope }): Scope => scope),
  quarantine_agent: agent,
  replace_agent: agent,
};

/** The target of an intervention that was asked for; throws for what the actor does not see. */
export function aboutIntervention(actionType: ActionType) {
  return async (actor: Actor, { body }: { body: unknown }): Promise<About | null> => {
    const asked = TARGETS[actionType].safeParse(body);
    if (!asked.success) return null;
    const { entity, detail } = await aboutScope(actor, asked.data);
    return { entity, detail: { actionType, ...detail } };
  };
}

/** The intervention that a decision, an extension or a revert names; it keeps its own id as the entry's. */
export async function aboutAction(
  actor: Actor,
  { params }: { params: Record<string, unknown> },
): Promise<About | null> {
  const id = ActionId.safeParse(params.id);
  if (!id.success) return null;
  const action = seenBy(actor, "action", await read((tx) => store.findAction(tx, id.data)));
  const { actionType, targetEntity, targetLabel } = action;
  return { entity: id.data, detail: { actionType, targetEntity, targetLabel } };
}
