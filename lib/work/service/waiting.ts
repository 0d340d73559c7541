import { type Actor, maySee } from "@/lib/platform/auth/actor";
import type { Tx } from "@/lib/platform/db/transact";
import { formatZoned } from "@/lib/platform/instant";
import { formatUsd } from "@/lib/platform/money";
import { hasSlotFor } from "../rules";
import type { Task, WaitReason } from "../schema";
import * as store from "../store/waiting";
import { readReserved } from "./slots";

/** Why a pending task is not being claimed, the decisive reasons first; empty for any other task. */
export async function explainWaiting(tx: Tx, actor: Actor, task: Task): Promise<WaitReason[]> {
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
  for (const budget of facts.budgets) {
    reasons.push(
      maySee(actor, budget.projectId)
        ? { kind: "budget", detail: shortOf(budget), entity: budget.id }
        : UNSEEN_BUDGET,
    );
  }
  if (facts.isBackingOff) {
    reasons.push({
      kind: "backoff",
      detail: "It failed and is tried again after a pause.",
      entity: null,
    });
  }
  const hasSlot = facts.agentsFree > 0 || (await isReservedFor(tx, task, facts.agentsReserved));
  const lack = lackOfAgents(task, facts, hasSlot);
  if (lack) reasons.push(lack);
  return reasons.length > 0 ? reasons : [{ kind: "queued", detail: placeInQueue(facts), entity: null }];
}

/** What all projects spend is no business of a key of one. */
const UNSEEN_BUDGET: WaitReason = {
  kind: "budget",
  detail: "A budget of all projects has too little left for it.",
  entity: null,
};

type ShortBudget = store.WaitingFacts["budgets"][number];

/** What a budget lacks for the task, and until when. */
function shortOf({ label, limit, left, reserved, norm, ...period }: ShortBudget): string {
  const rest = /[1-9]/.test(left) ? formatUsd(left) : "nothing";
  const promised = /[1-9]/.test(reserved) ? `; ${formatUsd(reserved)} of it is reserved for what runs` : "";
  const has = `the budget of ${label} has ${rest} left of ${formatUsd(limit)}${untilOf(period)}${promised}.`;
  return norm === null ? `T${has.slice(1)}` : `Like tasks cost up to ${formatUsd(norm)}, and ${has}`;
}

/** As the budget's own zone has it: it ends at midnight there. */
function untilOf({ endsAt, zone }: Pick<ShortBudget, "endsAt" | "zone">): string {
  return endsAt ? ` until ${formatZoned(endsAt, zone)}` : "";
}

/** Whether one of these agents would claim the task in spite of, or because of, what is reserved on it. */
async function isReservedFor(
  tx: Tx,
  task: Task,
  agents: store.WaitingFacts["agentsReserved"],
): Promise<boolean> {
  const ids = agents.map((agent) => agent.id);
  const { reserved, used } = await readReserved(tx, ids);
  return agents.some((agent) => {
    const own = reserved.filter((one) => one.agentId === agent.id);
    return hasSlotFor(task, agent, own, used);
  });
}

/** Null when some agent could take it now. */
function lackOfAgents(task: Task, facts: store.WaitingFacts, hasSlot: boolean): WaitReason | null {
  if (facts.agentsAble === 0) {
    const needed = task.requiredCapabilities.join(", ");
    const detail = needed
      ? `No active agent of this project has all of: ${needed}.`
      : "No agent is active in this project.";
    return { kind: "no_agent", detail, entity: null };
  }
  if (!hasSlot) {
    const who =
      facts.agentsAble === 1
        ? "The only agent that could take it is"
        : `All ${facts.agentsAble} agents that could take it are`;
    return {
      kind: "no_capacity",
      detail: `${who} at capacity, reserved${facts.agentsShort > 0 ? ", held or out of budget" : " or held"}.`,
      entity: null,
    };
  }
  return null;
}

function placeInQueue({ tasksBefore }: store.WaitingFacts): string {
  if (tasksBefore === 0) return "It is next.";
  if (tasksBefore === 1) return "1 task is before it.";
  return `${tasksBefore}${tasksBefore >= store.BEFORE_MAX ? " or more" : ""} tasks are before it.`;
}
