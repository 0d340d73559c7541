// Approving and rejecting what was proposed.
import { type Actor, requireScope, seenBy } from "@/lib/platform/auth/actor";
import { type Tx, transact } from "@/lib/platform/db/transact";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import { requireApprovable } from "../rules/approval";
import { requireRejectable } from "../rules/decisions";
import { changeOfPolicy } from "../rules/overtaken";
import type { ApproveAction, GuardianAction, RejectAction } from "../schema";
import * as store from "../store/action-rows";
import { listEffects } from "../store/effects";
import { lockPolicy } from "../store/policies/policies";
import { execute, getRow } from "./execute";
import { findChange } from "./overtaken";
import { lockPlanned, readPlan } from "./plan";
import { stepOf, tell } from "./record";
import { toGuardianAction } from "./reply";
import { stopNow } from "./stop-now";

/**
 * Approves exactly the plan that was read, and carries it out. What has changed since ends as `stale` and does nothing:
 * then it throws `conflict`. Throws `forbidden` for whoever asked, for keys, and for too little authority.
 */
export async function approveAction(actor: Actor, id: string, input: ApproveAction): Promise<GuardianAction> {
  requireScope(actor, "guardian:act");
  const action = await approve(actor, id, input).catch((error: unknown) => {
    // What it was to do cannot be done any more: that too is an end, and nobody approves it twice.
    if (!isImpossible(error)) throw error;
    return giveUp(actor, id, input, error);
  });
  if (action.status !== "stale") return stopNow(action);
  throw new AppError("conflict", `Nothing was done. ${action.failure ?? ""}`.trim(), {
    facts: { status: "stale", actionId: id },
  });
}

/** Thrown by the carrying out itself, and not by who may approve what. */
class Impossible extends Error {}

const isImpossible = (error: unknown): error is Impossible => error instanceof Impossible;

function approve(actor: Actor, id: string, { planHash, note }: ApproveAction): Promise<GuardianAction> {
  return transact("guardian.approve", async (tx) => {
    const action = seenBy(actor, "action", await store.lockAction(tx, id));
    const allowsSelf = env().GUARDIAN_SELF_APPROVAL;
    const { isSelfApproved } = requireApprovable(actor, action, planHash, { allowsSelf });
    const plan = readPlan(action.plan);
    // The policy before what it acts on, as a policy that fires locks them.
    const off = await policyChange(tx, action);
    await lockPlanned(tx, plan);
    const change = off ?? (await findChange(tx, plan));
    if (change) return goStale(tx, actor, action, change);
    await grant(tx, actor, action, { note, isSelfApproved });
    await execute(tx, actor, await getRow(tx, id), plan, "approved").catch((error: unknown) => {
      throw error instanceof AppError ? new Impossible(error.message, { cause: error }) : error;
    });
    return toGuardianAction(actor, await getRow(tx, id), await listEffects(tx, id));
  });
}

/** A policy that is off, or says something else by now, asks for nothing any more. */
async function policyChange(tx: Tx, { policyName, policyHash }: store.ActionRow): Promise<string | null> {
  if (!policyName || !policyHash) return null;
  return changeOfPolicy({ name: policyName, hash: policyHash }, await lockPolicy(tx, policyName));
}

async function grant(
  tx: Tx,
  actor: Actor,
  action: store.ActionRow,
  { note = null, isSelfApproved }: { note?: string | null | undefined; isSelfApproved: boolean },
): Promise<void> {
  const decided = store.CHANGE.decided(actor, note, isSelfApproved);
  await store.moveAction(tx, action.id, ["proposed"], "approved", stepOf(actor, note), [decided]);
  const reason = note ?? undefined;
  await tell(tx, actor, "guardian.approval.granted", action, { reason, isSelfApproved });
}

function giveUp(
  actor: Actor,
  id: string,
  { planHash }: ApproveAction,
  { message }: Error,
): Promise<GuardianAction> {
  return transact("guardian.give_up", async (tx) => {
    const action = seenBy(actor, "action", await store.lockAction(tx, id));
    requireApprovable(actor, action, planHash, { allowsSelf: env().GUARDIAN_SELF_APPROVAL });
    return goStale(tx, actor, action, message);
  });
}

/** The proposal, which the caller has locked, ends with nothing done. */
export async function goStale(
  tx: Tx,
  actor: Actor,
  action: store.ActionRow,
  why: string,
): Promise<GuardianAction> {
  const { id, reason: askedReason } = action;
  await store.moveAction(tx, id, ["proposed"], "stale", stepOf(actor, why), [store.CHANGE.failed(why)]);
  await tell(tx, actor, "guardian.intervention.failed", action, {
    ...{ reason: why, status: "stale", message: why, askedReason },
  });
  return toGuardianAction(actor, await getRow(tx, id), []);
}

/** Rejects a proposal; whoever asked may withdraw it. Throws `invalid_state` when there is nothing to decide. */
export async function rejectAction(
  actor: Actor,
  id: string,
  { reason }: RejectAction,
): Promise<GuardianAction> {
  requireScope(actor, "guardian:act");
  return transact("guardian.reject", async (tx) => {
    const action = seenBy(actor, "action", await store.lockAction(tx, id));
    const { isAsker } = requireRejectable(actor, action);
    const change = store.CHANGE.rejected(reason);
    await store.moveAction(tx, id, ["proposed"], "rejected", stepOf(actor, reason), [change]);
    await tell(tx, actor, "guardian.approval.rejected", action, { reason, isWithdrawn: isAsker });
    return toGuardianAction(actor, await getRow(tx, id), []);
  });
}
