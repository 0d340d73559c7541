import { raiseAlert, resolveAlertsOf } from "@/lib/monitoring/service";
import { SYSTEM } from "@/lib/platform/auth/actor";
import { read, type Tx, transact } from "@/lib/platform/db/transact";
import { publish } from "@/lib/platform/events/service";
import type { Fault } from "../../rules/policies/evaluate";
import { listActive, noteFault } from "../../store/policies/policies";
import { entityOf } from "./adopt";

/** The rule of alerts that say that a policy, or the file of one, cannot be used. */
export const POLICY_FAULT = "policy_fault";

/** Raises an alert about each policy that cannot be decided now, and resolves those of policies that can again. */
export async function tellFaults(faults: readonly Fault[], asked: readonly string[]): Promise<void> {
  const first = new Map<string, string>();
  for (const { policy, message } of faults) if (!first.has(policy)) first.set(policy, message);
  const before = new Map((await read(listActive)).map(({ name, fault }) => [name, fault]));
  for (const name of asked) {
    const fault = first.get(name) ?? null;
    if ((before.get(name) ?? null) === fault) continue;
    await transact("policy.fault", (tx) => tell(tx, name, fault));
  }
}

async function tell(tx: Tx, name: string, fault: string | null): Promise<void> {
  if (!(await noteFault(tx, name, fault))) return;
  if (fault === null) {
    await resolveAlertsOf(tx, POLICY_FAULT, entityOf(name), "The policy can be decided again.");
    return;
  }
  await raiseAlert(tx, {
    rule: POLICY_FAULT,
    severity: "warning",
    title: `The policy ${name} cannot be decided, and does nothing`,
    entity: entityOf(name),
    projectId: null,
    facts: { policy: name, fault },
  });
  await publish(tx, SYSTEM, {
    type: "guardian.policy.faulted",
    entity: entityOf(name),
    projectId: null,
    payload: { policy: name, fault },
  });
}
