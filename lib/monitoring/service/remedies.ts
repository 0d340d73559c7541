// What the watchdog can do by itself, each in the caller's transaction. What cannot be done throws.
import type { Tx } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import {
  findGovernorOfAgent,
  findGovernorOfTask,
  findOrigin,
  findTaskHolder,
  layHoldFor,
  planReplacement,
  releaseClaims,
  releaseTask,
  replaceAgent,
} from "@/lib/work/service";
import type { RemedyKind } from "../schema";
import { WATCHDOG } from "./actors";

/** For so long the agent that failed to finish it claims nothing, so that another takes the task. */
const FAIL_OVER_SECONDS = 300;
const START_WITHIN_SECONDS = 300;

/** A task or an agent that is in trouble, and why. */
export interface Patient {
  entity: string;
  reason: string;
  /** The watchdog itself has put the agent aside before. */
  isOurs: boolean;
  /** For how long an agent that is replaced claims nothing. */
  asideSeconds: number;
}

/** Why somebody of higher authority has it in hand; null when nobody has. */
export async function whoGoverns(tx: Tx, { entity, isOurs }: Patient): Promise<string | null> {
  const { authority } = WATCHDOG;
  if (!isTask(entity)) return findGovernorOfAgent(tx, entity, { authority, isOurs });
  const governor = await findGovernorOfTask(tx, entity, authority);
  if (governor !== null) return governor;
  const holder = await findTaskHolder(tx, entity);
  return holder && findGovernorOfAgent(tx, holder.agentId, { authority, isOurs });
}

/** Does it, and says what was done. Throws `invalid_state` when it cannot be done now. */
export function carryOut(tx: Tx, kind: RemedyKind, patient: Patient): Promise<string> {
  return REMEDIES[kind](tx, patient);
}

const REMEDIES: Record<RemedyKind, (tx: Tx, patient: Patient) => Promise<string>> = {
  release_claims: async (tx, { entity, reason }) => {
    if (isTask(entity)) {
      const { agentName } = await releaseTask(tx, WATCHDOG, entity, reason);
      return `Taken from ${agentName}; it is back in the queue.`;
    }
    const released = await releaseClaims(tx, WATCHDOG, entity, { reason, isAttemptSpent: false });
    if (released.length === 0) throw new AppError("invalid_state", "It holds no task.");
    return `Its ${released.length === 1 ? "task is" : `${released.length} tasks are`} back in the queue.`;
  },

  fail_over: async (tx, { entity, reason }) => {
    const holder = await findTaskHolder(tx, entity);
    if (!holder) throw new AppError("invalid_state", "No agent has this task now.");
    if (!holder.hasOther) throw new AppError("invalid_state", "No other agent that is online could do it.");
    const { agentId, agentName } = await releaseTask(tx, WATCHDOG, entity, reason);
    await layHoldFor(tx, WATCHDOG, WATCHDOG, {
      scope: { kind: "agent", agentId },
      reason,
      expiresInSeconds: FAIL_OVER_SECONDS,
    });
    return `Taken from ${agentName}, which claims nothing for ${FAIL_OVER_SECONDS / 60} minutes.`;
  },

  restart_agent: async (tx, { entity, reason, asideSeconds }) => {
    const agentId = isTask(entity) ? (await findTaskHolder(tx, entity))?.agentId : entity;
    if (!agentId) throw new AppError("invalid_state", "No agent has this task now.");
    if ((await findOrigin(tx, agentId)) === null) {
      throw new AppError(
        "invalid_state",
        "No host started it, so none can start it again: start it where it ran, or retire it.",
      );
    }
    const plan = await planReplacement(tx, WATCHDOG, { agentId });
    const target = { agentId, hostId: plan.host.id, template: plan.template };
    await replaceAgent(tx, WATCHDOG, target, {
      reason,
      expiresInSeconds: START_WITHIN_SECONDS,
      asideSeconds,
    });
    return `${plan.host.name} was asked for another ${plan.template} in the place of ${plan.agent.name}.`;
  },
};

function isTask(entity: string): boolean {
  return entity.startsWith("task_");
}
