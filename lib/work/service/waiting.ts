import type { Tx } from "@/lib/platform/db/transact";
import { hasSlotFor, usedSlots } from "../rules";
import type { Task, WaitReason } from "../schema";
import { listHeldTasks, listReserved } from "../store/reservations";
import * as store from "../store/waiting";

/** Why a pending task is not being claimed, the decisive reasons first; empty for any other task. */
export async function explainWaiting(tx: Tx, task: Task): Promise<WaitReason[]> {
  if (task.state !== "pending") return [];
  const facts = await store.readWaiting(tx, task);
  const reasons: WaitReason[] = [];
  if (facts.ticketStatus !== "open") {
    const detail = `Its ticket is ${facts.ticketStatus}. Reopen the ticket to have it claimed.`;
    reasons.push({ kind: "ticket_closed", detail, entity: task.ticketId });
  }
  for (const open of facts.openDependencies) {
    const detail = `Waits for “${open.title}”, which is ${open.state}.`;
    reasons.push({ kind: "dependencies", detail, entity: open.id });
  }
  for (const hold of facts.holds) {
    reasons.push({ kind: "held", detail: `${hold.label} is held: ${hold.reason}`, entity: hold.id });
  }
  if (facts.isBackingOff) {
    reasons.push({
      kind: "backoff",
      detail: "It failed and is tried again after a pause.",
      entity: null,
    });
  }
  if (reasons.length > 0) return reasons;
  const hasSlot = facts.agentsFree > 0 || (await isReservedFor(tx, task, facts.agentsReserved));
  return [whoCould(task, facts, hasSlot)];
}

/** Whether one of these agents would claim the task in spite of, or because of, what is reserved on it. */
async function isReservedFor(
  tx: Tx,
  task: Task,
  agents: store.WaitingFacts["agentsReserved"],
): Promise<boolean> {
  const ids = agents.map((agent) => agent.id);
  const reserved = await listReserved(tx, ids);
  const used = usedSlots(reserved, await listHeldTasks(tx, ids));
  return agents.some((agent) => {
    const own = reserved.filter((one) => one.agentId === agent.id);
    return hasSlotFor(task, agent, own, used);
  });
}

function whoCould(task: Task, facts: store.WaitingFacts, hasSlot: boolean): WaitReason {
  if (facts.agentsAble === 0) {
    const needed = task.requiredCapabilities.join(", ");
    const detail = needed
      ? `No active agent of this project has all of: ${needed}.`
      : "No agent is active in this project.";
    return { kind: "no_agent", detail, entity: null };
  }
  if (!hasSlot) {
    const detail = `All ${facts.agentsAble} agents that could take it are at capacity, reserved or held.`;
    return { kind: "no_capacity", detail, entity: null };
  }
  const detail =
    facts.tasksBefore > 0
      ? `${facts.tasksBefore}${facts.tasksBefore >= store.BEFORE_MAX ? " or more" : ""} tasks are before it.`
      : "It is next.";
  return { kind: "queued", detail, entity: null };
}
