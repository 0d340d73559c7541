import type { CompiledPolicy } from "../../rules/policies/compile";
import { Firing, type PolicyMeaning, type PolicySummary, toDuration } from "../../schema";
import type { FollowedFiringRow } from "../../store/policies/firings";
import type { WatchedPolicyRow } from "../../store/policies/policies";
import { compiledOf } from "./compiled";

export function toMeaning({ document, about }: CompiledPolicy): PolicyMeaning {
  const { trigger, rollback, limits } = document;
  return {
    version: document.version,
    description: document.description ?? null,
    about,
    trigger: triggerOf(trigger),
    when: document.when,
    forSeconds: document.for,
    actions: document.actions.map(({ type }) => type),
    needsApproval: document.approval.required,
    rollbackWhen: rollback.when ?? null,
    keepForSeconds: rollback.keep_for,
    ttlSeconds: rollback.max_ttl,
    perHour: limits.per_hour,
    maxTargets: limits.max_targets,
  };
}

function triggerOf({ alert, event, every }: CompiledPolicy["document"]["trigger"]): PolicyMeaning["trigger"] {
  if (alert !== undefined) return { kind: "alert", value: alert };
  if (event !== undefined) return { kind: "event", value: event };
  return { kind: "every", value: toDuration(every ?? 0) };
}

export function toSummary(row: WatchedPolicyRow): PolicySummary {
  const { name, hash, fileHash, fileName, fault, faultAt, matching, firings24h, lastFiredAt, lastOutcome } =
    row;
  return {
    ...toMeaning(compiledOf(row)),
    name,
    mode: row.mode as PolicySummary["mode"],
    hash,
    isEdited: fileHash !== null && fileHash !== hash,
    fileName,
    fault: fault === null ? null : { message: fault, at: (faultAt ?? row.updatedAt).toISOString() },
    matching,
    firings24h,
    lastFiring: lastFiredAt
      ? {
          at: lastFiredAt.toISOString(),
          outcome: lastOutcome as NonNullable<PolicySummary["lastFiring"]>["outcome"],
        }
      : null,
    updatedAt: row.updatedAt.toISOString(),
    updatedBy: row.updatedBy,
    updatedByName: row.updatedByName,
  };
}

export function toFiring(row: FollowedFiringRow): Firing {
  const { step: _, firedAt, rolledBackAt, holdsSince, ...firing } = row;
  return Firing.parse({
    ...firing,
    firedAt: firedAt.toISOString(),
    holdsSince: holdsSince?.toISOString() ?? null,
    rolledBackAt: rolledBackAt?.toISOString() ?? null,
  });
}
