// What tests of policies share: policies of their own, and looks at them without waiting for the clock.
import type { Firing, PolicyDetail, PolicyMode } from "@/lib/guardian/schema";
import { getPolicy, listPolicyFirings, lookAtPolicies, putPolicy } from "@/lib/guardian/service";
import { raiseAlert } from "@/lib/monitoring/service";
import { transact } from "@/lib/platform/db/transact";
import { ADMIN, unique } from "../../support/makers";
import { change, rows } from "../../support/sql";

type Lines = Record<string, string>;

/** A policy's text from its keys; what is not given is as plain as can be. */
export function policyText(name: string, lines: Lines): string {
  const all = {
    trigger: "{ every: 15s }",
    when: "queue.pending > 1000000",
    actions: "[{ type: pause, scope: all }]",
    limits: "{ per_hour: 100, max_targets: 100 }",
    ...lines,
  };
  return [
    "policy:",
    `  name: ${name}`,
    ...Object.entries(all).map(([key, value]) => `  ${key}: ${value}`),
  ].join("\n");
}

export function aPolicy(lines: Lines, mode: PolicyMode = "enforce"): Promise<PolicyDetail> {
  const name = unique("policy");
  return putPolicy(ADMIN, name, { text: policyText(name, lines), mode, expectedHash: null });
}

let nowMs = Date.now();

/** Looks at all policies, those that are asked rarely among them. */
export async function look(): Promise<void> {
  nowMs += 86_400_000;
  await lookAtPolicies(() => nowMs);
}

/** As if its condition had held for so much longer already. */
export async function holdsFor(policy: { name: string }, seconds: number): Promise<void> {
  await change`UPDATE guardian_policy_matches SET since = since - ${seconds}::int * interval '1 second'
    WHERE policy = ${policy.name}`;
}

export async function firingsOf(policy: { name: string }): Promise<Firing[]> {
  return (await listPolicyFirings(ADMIN, policy.name, { limit: 50 })).items;
}

export function switchTo(policy: PolicyDetail, mode: PolicyMode): Promise<PolicyDetail> {
  return putPolicy(ADMIN, policy.name, { mode });
}

/** Nothing of earlier tests acts on later ones. */
export async function switchAllOff(): Promise<void> {
  await change`UPDATE guardian_policies SET mode = 'off'`;
  await change`DELETE FROM guardian_policy_matches`;
  await change`UPDATE alerts SET state = 'resolved', resolved_at = now() WHERE state <> 'resolved'`;
}

export const again = (policy: { name: string }) => getPolicy(ADMIN, policy.name);

export function anAlert(rule: string, entity: string | null, projectId: string | null = null) {
  return transact("test.alert", (tx) =>
    raiseAlert(tx, { rule, severity: "critical", title: `${rule} of a test`, entity, projectId }),
  );
}

export const actionsOf = (policy: { name: string }) =>
  rows<{ id: string; status: string; revertCause: string | null; expiresAt: Date | null }>`
    SELECT id, status, revert_cause AS "revertCause", expires_at AS "expiresAt" FROM guardian_actions
    WHERE policy_name = ${policy.name} ORDER BY id`;

export const reservationsOf = (ticketId: string) =>
  rows<{ id: string; slots: number }>`
    SELECT id, slots FROM capacity_reservations WHERE scope_target = ${ticketId} AND ended_at IS NULL`;
