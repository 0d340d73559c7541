import { type Actor, requireScope } from "@/lib/platform/auth/actor";
import { read } from "@/lib/platform/db/transact";
import type { Page } from "@/lib/platform/schema";
import { findPlaces, type Place } from "@/lib/work/service";
import type { CostRecord, CostRecordsQuery } from "../schema";
import { type AdjustmentRow, listAdjustments, listRecords, type RecordRow } from "../store/records";
import { toCursor, toPosition } from "./position";

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
    const adjusted = shown.flatMap(({ id, isAdjusted }) => (isAdjusted ? [id] : []));
    const adjustments = Map.groupBy(await listAdjustments(tx, adjusted), ({ recordId }) => recordId);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    return {
      items: shown.map((row) => toRecord(row, places, adjustments.get(row.id) ?? [])),
      nextCursor: last ? toCursor(last) : null,
    };
  });
}

function toRecord(row: RecordRow, places: Map<string, Place>, adjustments: AdjustmentRow[]): CostRecord {
  const { input, cacheRead, cacheWrite5m, cacheWrite1h, output, isAdjusted: _, ...rest } = row;
  const nameOf = (id: string | null) => (id && places.get(id)?.name) || null;
  return {
    ...rest,
    source: row.source as CostRecord["source"],
    status: row.totalCost === null ? "unpriced" : "priced",
    adjustments: adjustments.map(({ recordId: _of, createdAt, ...adjustment }) => {
      return { ...adjustment, createdAt: createdAt.toISOString() };
    }),
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
