import type { Actor } from "@/lib/platform/auth/actor";
import type { Tx } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import { publish } from "@/lib/platform/events/service";
import { type AgentOwner, touchAgent } from "../store/agents";

/** Throws `forbidden` unless this key registered the agent. */
export function requireOwner(actor: Actor, ownerId: string): void {
  if (ownerId !== actor.id) throw new AppError("forbidden", "Another key registered this agent.");
}

/** Notes that the agent was heard of; one that was lost is back. */
export async function noteLife(tx: Tx, actor: Actor, agent: AgentOwner): Promise<void> {
  await touchAgent(tx, agent.id);
  if (agent.state === "lost") {
    const { id: entity, projectId, name } = agent;
    await publish(tx, actor, { type: "agent.recovered", entity, projectId, payload: { name } });
  }
}
