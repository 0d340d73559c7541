// Where a page of records begins.
import { AppError, type Issue } from "@/lib/platform/errors";
import type { RecordPosition } from "../store/records";

export function toPosition(cursor: string, part: Issue["in"] = "query"): RecordPosition {
  const [, at, id] = /^(\d{1,15})[.](cost_[0-9a-z]{26})$/.exec(cursor) ?? [];
  if (at === undefined || id === undefined) {
    const detail = "Must be a cursor that this API returned.";
    throw new AppError("invalid_request", detail, { issues: [{ in: part, pointer: "/cursor", detail }] });
  }
  return { at: new Date(Number(at)), id };
}

export function toCursor({ occurredAt, id }: { occurredAt: Date; id: string }): string {
  return `${occurredAt.getTime()}.${id}`;
}
