import { SYSTEM } from "@/lib/platform/auth/actor";
import { read, transact } from "@/lib/platform/db/transact";
import { startLoop } from "@/lib/platform/jobs/loop";
import { log } from "@/lib/platform/log";
import type { Stop } from "@/lib/platform/stop";
import { lockAction, moveAction } from "../store/action-rows";
import { findDue } from "../store/due";
import { stepOf, tell } from "./record";
import { settleAction } from "./standing";
import { wordByGuardian } from "./wording";

const TICK_MS = 500;

/** Starts the guardian's clock: approvals expire, staged releases go on, actions end with what they laid. */
export function startActions(): Stop {
  wordByGuardian();
  return startLoop("guardian clock", TICK_MS, tickActions);
}

/** Everything that time alone brings about. Any replica may run it: each effect can happen only once. */
export async function tickActions(): Promise<void> {
  const due = await read(findDue);
  for (const id of due.expired) await alone(id, expireProposal(id));
  for (const id of due.changed) {
    await alone(
      id,
      transact("guardian.settle", (tx) => settleAction(tx, id)),
    );
  }
}

/** One action that cannot be brought further must not keep the others from their end. */
async function alone(id: string, work: Promise<void>): Promise<void> {
  await work.catch((error: unknown) => log().error({ err: error, action: id }, "an action was not settled"));
}

async function expireProposal(id: string): Promise<void> {
  await transact("guardian.expire", async (tx) => {
    const action = await lockAction(tx, id);
    if (!action?.isApprovalOver) return;
    const step = stepOf(SYSTEM, "Nobody decided in time.");
    if (!(await moveAction(tx, id, ["proposed"], "expired", step))) return;
    await tell(tx, SYSTEM, "guardian.approval.expired", action, { reason: action.reason });
  });
}
