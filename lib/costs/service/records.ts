import { type Actor, requireScope } from "@/lib/platform/auth/actor";
import { read } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import type { Page } from "@/lib/platform/schema";
import { findPlaces, type Place } from "@/lib/work/service";
import type { CostRecord, CostRecordsQuery } from "../schema";
import { listRecords, type RecordPosition, type RecordRow } from "../store/records";

/** Records that match, the newest call first. */
export async function listCostRecords(actor: Actor, asked: CostRecordsQuery): Promise<Page<CostRecord>> {
  requireScope(actor, "work:read");
  const query = { ...asked, ...(actor.projectId ? { project: actor.projectId } : {}) };
  const after = query.cursor === undefined ? null : toPosition(query.cursor);
  return read(async (tx) => {
    const rows = await listRecords(tx, query, after);
    const shown = rows.slice(0, query.limit);
    const places = await findPlaces(
      tx,
      shown.flatMap((row) => [row.taskId, row.ticketId, row.agentId]),
    );
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    return {
      items: shown.map((row) => toRecord(row, places)),
      nextCursor: last ? `${last.occurredAt.getTime()}.${last.id}` : null,
    };
  });
}

function toPosition(cursor: string): RecordPosition {
  const [, at, id] = /^(\d{1,15})[.](cost_[0-9a-z]{26})$/.exec(cursor) ?? [];
  if (at === undefined || id === undefined) {
    const detail = "Must be a cursor that this API returned.";
    throw new AppError("invalid_request", detail, { issues: [{ in: "query", pointer: "/cursor", detail }] });
  }
  return { at: new Date(Number(at)), id };
}

function toRecord(row: RecordRow, places: Map<string, Place>): CostRecord {
  const { input, cacheRead, cacheWrite5m, cacheWrite1h, output, ...rest } = row;
  const nameOf = (id: string | null) => (id && places.get(id)?.name) || null;
  return {
    ...rest,
    source: row.source as CostRecord["source"],
    status: row.status as CostRecord["status"],
    taskTitle: nameOf(row.taskId),
    ticketTitle: nameOf(row.ticketId),
    agentName: nameOf(row.agentId),
    tokens: {
      input: Number(input),
      cacheRead: Number(cacheRead),
      cacheWrite5m: Number(cacheWrite5m),
      cacheWrite1h: Number(cacheWrite1h),
      output: Number(output),
    },
    promptTokens: Number(input + cacheRead + cacheWrite5m + cacheWrite1h),
    completionTokens: Number(output),
    occurredAt: row.occurredAt.toISOString(),
    recordedAt: row.recordedAt.toISOString(),
  };
}
