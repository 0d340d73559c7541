import { type Actor, requireScope } from "@/lib/platform/auth/actor";
import { read } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import { type CsvColumns, csvResponse, pagesOf } from "@/lib/platform/http/csv";
import { findPlaces } from "@/lib/work/service";
import type {
  ExportRecommendations,
  Recommendation,
  RecommendationsPage,
  RecommendationsQuery,
} from "../../schema";
import * as store from "../../store/recommendations";
import { EVERY_SECONDS, passesOf } from "./pass";
import { toRecommendation } from "./reply";

/** Recommendations of a state, the largest saving first; the open ones as far as the ledger still shows them. */
export async function listRecommendations(
  actor: Actor,
  asked: RecommendationsQuery,
): Promise<RecommendationsPage> {
  requireScope(actor, "work:read");
  const query = { ...asked, ...(actor.projectId ? { project: actor.projectId } : {}) };
  const after = query.cursor === undefined ? null : toPosition(query.cursor);
  return read(async (tx) => {
    const rows = await store.listRecommendations(tx, query, after);
    const shown = rows.slice(0, query.limit);
    const names = await findPlaces(
      tx,
      shown.map(({ projectId }) => projectId),
    );
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    return {
      items: shown.map((row) => toRecommendation(row, names.get(row.projectId)?.name ?? row.projectId)),
      nextCursor: last ? `${last.saving}:${last.id}` : null,
      lookedAt: (await store.findLastPass(tx, passesOf(query.project), EVERY_SECONDS))?.toISOString() ?? null,
    };
  });
}

function toPosition(cursor: string): { saving: string; id: string } {
  const [, saving, id] = /^(\d{1,12}(?:[.]\d{1,12})?):(rec_[0-9a-z]{26})$/.exec(cursor) ?? [];
  if (saving === undefined || id === undefined) {
    const detail = "Must be a cursor that this API returned.";
    throw new AppError("invalid_request", detail, { issues: [{ in: "query", pointer: "/cursor", detail }] });
  }
  return { saving, id };
}

const COLUMNS: CsvColumns<Recommendation> = {
  id: (one) => one.id,
  project_id: (one) => one.projectId,
  project: (one) => one.projectName,
  kind: (one) => one.kind,
  recommendation: (one) => one.label,
  saving_usd_a_month: (one) => one.saving.usd,
  saving_low_usd: (one) => one.saving.low,
  saving_high_usd: (one) => one.saving.high,
  evidence: (one) => one.evidence.summary,
  caution: (one) => one.evidence.caution,
  state: (one) => one.state,
  is_current: (one) => String(one.isCurrent),
  found_at: (one) => one.foundAt,
  seen_at: (one) => one.seenAt,
  decided_at: (one) => one.decidedAt,
  decided_by: (one) => one.decidedBy,
  reason: (one) => one.reason,
  realised_usd: (one) => one.realised?.usd ?? null,
};

export function exportRecommendations(
  actor: Actor,
  { format: _, ...query }: ExportRecommendations,
): Promise<Response> {
  const limit = 200;
  return csvResponse(
    "recommendations",
    COLUMNS,
    pagesOf((cursor) => listRecommendations(actor, { ...query, cursor, limit })),
  );
}
