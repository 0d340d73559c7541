// What guardians ask for, through the room's own services; without a test's tools, so that a process can be killed in it.
import type { GuardianAction, Intervention, RevertReport } from "@/lib/guardian/schema";
import {
  approveAction,
  extendAction,
  intervene,
  lookAtPolicies,
  rejectAction,
  revertAction,
  tickActions,
} from "@/lib/guardian/service";
import { appendRefusal } from "@/lib/platform/audit/refusals";
import { AuthorityLevel, ROLES } from "@/lib/platform/auth/access";
import type { Actor } from "@/lib/platform/auth/actor";

/** A lead without a row. */
export function aLead(n: number): Actor {
  const { scopes } = ROLES.lead;
  const id = `usr_0000000000000000000000000${n}`;
  return {
    kind: "person",
    id,
    name: `Lead ${n}`,
    authority: AuthorityLevel.GUARDIAN,
    scopes,
    projectId: null,
  };
}

/** A key of one project that may ask, and no more. */
export function aWatchdogKey(projectId: string): Actor {
  const scopes = ["work:read", "guardian:act"] as const;
  const id = "key_00000000000000000000000001";
  return { kind: "key", id, name: "Watch", authority: AuthorityLevel.WATCHDOG, scopes, projectId };
}

export function ask(actor: Actor, intervention: Intervention, isAsked = false): Promise<GuardianAction> {
  const approval = isAsked ? ("ask" as const) : undefined;
  return intervene(actor, intervention, { reason: "r", expiresInSeconds: 3600, breakGlass: false, approval });
}

export function approve(actor: Actor, id: string, planHash: string): Promise<GuardianAction> {
  return approveAction(actor, id, { planHash });
}

export function reject(actor: Actor, id: string): Promise<GuardianAction> {
  return rejectAction(actor, id, { reason: "r" });
}

export function revert(actor: Actor, id: string, newTask = false): Promise<RevertReport> {
  return revertAction(actor, id, { reason: "r", newTask });
}

export function extend(actor: Actor, id: string): Promise<GuardianAction> {
  return extendAction(actor, id, { expiresInSeconds: 7200, reason: "r" });
}

/** Everything that time alone brings about. */
export function guardianTick(): Promise<void> {
  return tickActions();
}

/** Looks at all policies, those that are asked rarely among them. */
export function look(): Promise<void> {
  return lookAtPolicies(() => Date.now() + 86_400_000);
}

/** Has it refused so many times, one after the other. */
export async function refuseMany(actor: Actor, count: number): Promise<void> {
  const refusal = { actor, act: "guardian.revert", entity: "gact_1", projectId: null };
  for (let n = 0; n < count; n += 1) {
    await appendRefusal({ ...refusal, code: "not_found", message: "No.", detail: {} });
  }
}

export { tellRefusals } from "@/lib/platform/audit/refusals";
