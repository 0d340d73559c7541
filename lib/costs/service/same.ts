// The same name is the same call: what is told again must be what was told first.
import Big from "big.js";
import { counted } from "@/lib/platform/counted";
import type { Tx } from "@/lib/platform/db/transact";
import { AppError, type Issue } from "@/lib/platform/errors";
import { CLOCKS_DIFFER_MS, issueAt } from "../rules";
import type { RecordCost, RecordedCosts } from "../schema";
import { findTold, type ToldRow } from "../store/records";
import type { Told } from "./attribute";

const BUCKETS = ["input", "cacheRead", "cacheWrite5m", "cacheWrite1h", "output"] as const;
const NAMES = ["taskId", "ticketId", "agentId", "phase", "projectId"] as const;

/** A call as its source tells of it. */
type ToldCall = Told &
  Pick<RecordCost, "externalId" | "provider" | "model" | "tokens" | "reportedCost"> & {
    occurredAt?: string | Date | undefined;
    tier?: string | null | undefined;
  };

/** Throws `conflict`, naming records and fields, when a name that is known already comes with other content. */
export async function refuseOthers(
  tx: Tx,
  told: readonly ToldCall[],
  items: RecordedCosts["items"],
): Promise<void> {
  const known = items.flatMap(({ id, isNew }) => (isNew ? [] : [id]));
  if (known.length === 0) return;
  const rows = new Map((await findTold(tx, known)).map((row) => [row.id, row]));
  const issues = told.flatMap((call, index): Issue[] => {
    const { id = "", isNew = true } = items[index] ?? {};
    const row = rows.get(id);
    if (isNew || !row) return [];
    const detail = `Differs from ${id}, which has this externalId.`;
    return otherFields(call, row).map((field) => issueAt(index, field, detail));
  });
  if (issues.length === 0) return;
  const detail = `A known externalId came with other content, so none of ${counted(told.length, "record")} was written. Give another call another externalId.`;
  throw new AppError("conflict", detail, { issues });
}

function otherFields(call: ToldCall, row: ToldRow): string[] {
  const buckets = BUCKETS.filter((bucket) => BigInt(call.tokens[bucket]) !== row[bucket]);
  const names = NAMES.filter((name) => call[name] !== undefined && call[name] !== row[name]);
  return [
    ...(row.rawProvider !== null && row.rawProvider !== call.provider ? ["provider"] : []),
    ...(row.rawModel === call.model ? [] : ["model"]),
    ...buckets.map((bucket) => `tokens/${bucket}`),
    ...(isSameAmount(call.reportedCost, row.reportedCost) ? [] : ["reportedCost"]),
    ...(isSameTime(call.occurredAt, row) ? [] : ["occurredAt"]),
    ...((call.tier ?? null) === row.tier ? [] : ["tier"]),
    ...names,
  ];
}

function isSameAmount(told: string | null, known: string | null): boolean {
  return told === null || known === null ? told === known : new Big(told).eq(known);
}

/** A time that was ahead of ours was taken for the time of recording, so only that much is known of it. */
function isSameTime(told: string | Date | undefined, { occurredAt, recordedAt }: ToldRow): boolean {
  if (told === undefined) return true;
  const at = new Date(told).getTime();
  const wasAhead = at > occurredAt.getTime() && Math.abs(at - recordedAt.getTime()) <= CLOCKS_DIFFER_MS;
  return at === occurredAt.getTime() || wasAhead;
}
