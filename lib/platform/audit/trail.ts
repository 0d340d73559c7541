import { type Actor, requireScope } from "../auth/actor";
import { read } from "../db/transact";
import { type CsvColumns, csvResponse, pagesOf } from "../http/csv";
import type { Page } from "../schema";
import type { AuditEntry, AuditFilter, AuditQuery } from "./schema";
import { listEntries } from "./store/trail";

/** The entries that the actor may see and that match, the newest first. */
export async function listAudit(actor: Actor, query: AuditQuery): Promise<Page<AuditEntry>> {
  requireScope(actor, "audit:read");
  const { cursor, limit, project, ...filter } = query;
  // Asked for another project than its own, a key finds nothing, as everywhere.
  if (actor.projectId && project && project !== actor.projectId) return { items: [], nextCursor: null };
  const before = cursor === undefined ? null : BigInt(cursor);
  const rows = await read((tx) =>
    listEntries(tx, { ...filter, project: actor.projectId ?? project }, { before, limit }),
  );
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(({ entry }) => entry),
    nextCursor: rows.length > limit && last ? String(last.seq) : null,
  };
}

const ENTRY: CsvColumns<AuditEntry> = {
  position: (entry) => entry.position,
  id: (entry) => entry.id,
  at: (entry) => entry.at,
  actor: (entry) => entry.actor,
  actor_name: (entry) => entry.actorName,
  act: (entry) => entry.act,
  entity: (entry) => entry.entity,
  project_id: (entry) => entry.projectId,
  reason: (entry) => entry.reason,
  detail: (entry) => JSON.stringify(entry.detail),
  prev_hash: (entry) => entry.prevHash,
  hash: (entry) => entry.hash,
};

/** The entries that match as CSV, page after page. */
export function exportAuditCsv(actor: Actor, filter: AuditFilter): Promise<Response> {
  const pages = pagesOf((cursor) => listAudit(actor, { ...filter, cursor, limit: 200 }));
  return csvResponse("audit", ENTRY, pages);
}
