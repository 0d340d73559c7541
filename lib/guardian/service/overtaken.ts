// Proposals that approving would not carry out any more.
import type { Tx } from "@/lib/platform/db/transact";
import { readVersions } from "@/lib/work/service";
import { changeOfPolicy, changeOfTargets } from "../rules/overtaken";
import type { Plan } from "../schema";
import type { ActionRow } from "../store/action-rows";
import { readModes } from "../store/policies/policies";
import { idsOf, readPlan } from "./plan";

/** What has changed about a plan's targets since it was made; null: nothing that it must not overlook. */
export async function findChange(tx: Tx, { targets }: Plan): Promise<string | null> {
  return changeOfTargets(targets, await readVersions(tx, idsOf(targets)));
}

/** Of those that wait for a decision: what has changed since, by the action's id. As approving would find it. */
export async function findOvertaken(tx: Tx, rows: readonly ActionRow[]): Promise<Map<string, string>> {
  const waiting = rows
    .filter(({ status, isApprovalOver }) => status === "proposed" && !isApprovalOver)
    .map((row) => ({ ...row, targets: readPlan(row.plan).targets }));
  const overtaken = new Map<string, string>();
  if (waiting.length === 0) return overtaken;
  const versions = await readVersions(tx, idsOf(waiting.flatMap(({ targets }) => targets)));
  const modes = await readModes(
    tx,
    waiting.flatMap(({ policyName }) => policyName ?? []),
  );
  for (const { id, targets, policyName: name, policyHash: hash } of waiting) {
    const off = name && hash ? changeOfPolicy({ name, hash }, modes.get(name) ?? null) : null;
    const change = off ?? changeOfTargets(targets, versions);
    if (change) overtaken.set(id, change);
  }
  return overtaken;
}
