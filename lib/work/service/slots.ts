// Slots: what is reserved of them, and what they do now. Asks nobody's right.
import type { Tx } from "@/lib/platform/db/transact";
import { isServed, type Reserved, type Scoped, usedSlots } from "../rules";
import { listReserved } from "../store/reservations";
import * as store from "../store/slots";

/** The live reservations on these agents, oldest first, and how many slots of each its scope uses already. */
export async function readReserved(
  tx: Tx,
  agentIds: string[],
): Promise<{ reserved: Reserved[]; used: Map<string, number> }> {
  const reserved = await listReserved(tx, agentIds);
  return { reserved, used: usedSlots(reserved, await store.listHeldWork(tx, agentIds)) };
}

export interface SlotWork extends store.HeldWork {
  /** It is part of what the slots are to serve. */
  isServed: boolean;
  /** It fills a slot that another reservation keeps. */
  isReserved: boolean;
}

/** An agent that is there to take work, and what it does. */
export interface SlotSource extends store.ServingAgent {
  /** Slots that live reservations keep, filled or not. */
  reservedSlots: number;
  held: SlotWork[];
}

/** Active agents that were heard of lately and serve the scope's project, for rooms above that move their slots. */
export async function listSlotSources(tx: Tx, scope: Scoped): Promise<SlotSource[]> {
  const agents = await store.listServing(tx, scope.projectId);
  const ids = agents.map(({ id }) => id);
  const reserved = Map.groupBy(await listReserved(tx, ids), ({ agentId }) => agentId);
  const held = Map.groupBy(await store.listHeldWork(tx, ids), ({ agentId }) => agentId);
  return agents.map((agent) => {
    const own = reserved.get(agent.id) ?? [];
    return {
      ...agent,
      reservedSlots: own.reduce((sum, { slots }) => sum + slots, 0),
      held: (held.get(agent.id) ?? []).map((work) => ({
        ...work,
        isServed: isServed(scope, work),
        isReserved: own.some((one) => isServed(one, work)),
      })),
    };
  });
}
