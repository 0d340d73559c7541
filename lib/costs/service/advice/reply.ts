import type { Recommendation } from "../../schema";
import type { FoundRow } from "../../store/recommendations";
import { unitOf } from "./realised";

export function toRecommendation(row: FoundRow, projectName: string): Recommendation {
  const {
    id,
    projectId,
    label,
    evidence,
    saving: usd,
    low,
    high,
    isCurrent,
    decidedBy,
    reason,
    version,
  } = row;
  return {
    id,
    projectId,
    projectName,
    kind: row.kind as Recommendation["kind"],
    label,
    evidence,
    saving: { usd, low, high },
    state: row.state as Recommendation["state"],
    isCurrent,
    foundAt: row.foundAt.toISOString(),
    seenAt: row.seenAt.toISOString(),
    decidedAt: row.decidedAt?.toISOString() ?? null,
    decidedBy,
    reason,
    realised: toRealised(row),
    version,
  };
}

function toRealised({ state, kind, baseline, unitsSince, realised }: FoundRow): Recommendation["realised"] {
  if (state !== "accepted" || baseline === null) return null;
  return { usd: realised ?? "0", baseline, unit: unitOf(kind), units: Number(unitsSince ?? 0) };
}
