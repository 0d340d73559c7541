// What each call is put down to: what its caller says, and what follows from the task it names.
import { type Actor, maySee } from "@/lib/platform/auth/actor";
import { counted } from "@/lib/platform/counted";
import type { Tx } from "@/lib/platform/db/transact";
import { AppError, type Issue } from "@/lib/platform/errors";
import { findStints, type Place } from "@/lib/work/service";
import { attemptAt, issueAt } from "../rules";
import type { RecordCost } from "../schema";

export interface Attribution {
  projectId: string;
  taskId: string | null;
  ticketId: string | null;
  agentId: string | null;
  phase: string | null;
}

/** What a caller says of a call. */
export type Told = Pick<RecordCost, "taskId" | "ticketId" | "agentId" | "phase" | "projectId">;

const FIELDS = { taskId: "task", ticketId: "ticket", agentId: "agent", projectId: "project" } as const;
const fields = Object.keys(FIELDS) as (keyof typeof FIELDS)[];

/** Throws for all of them when one names what is not there, is not the actor's to see, or does not fit together. */
export function attributeAll(
  actor: Actor,
  records: readonly Told[],
  places: Map<string, Place>,
  phases: Map<string, string>,
): Attribution[] {
  const missing = records.flatMap((record, index) => findMissing(actor, record, places, index));
  if (missing.length > 0) throw refusal("not_found", missing, records.length);
  const wrong: Issue[] = [];
  const attributions = records.map((record, index) => attribute(actor, record, places, phases, index, wrong));
  if (wrong.length > 0) throw refusal("invalid_request", wrong, records.length);
  return attributions;
}

function findMissing(actor: Actor, record: Told, places: Map<string, Place>, index: number): Issue[] {
  return fields.flatMap((field) => {
    const id = record[field];
    if (id === undefined) return [];
    const place = places.get(id);
    // An agent of no project works for all of them.
    const isSeen = place && (maySee(actor, place.projectId) || place.projectId === null);
    return isSeen ? [] : [issueAt(index, field, `There is no such ${FIELDS[field]}.`)];
  });
}

function attribute(
  actor: Actor,
  record: Told,
  places: Map<string, Place>,
  phases: Map<string, string>,
  index: number,
  wrong: Issue[],
): Attribution {
  const task = record.taskId ? places.get(record.taskId) : undefined;
  const ticket = record.ticketId ? places.get(record.ticketId) : undefined;
  const named = fields.map((field) => places.get(record[field] ?? "")?.projectId).find((id) => id);
  const projectId = named ?? actor.projectId ?? "";
  if (!projectId) {
    wrong.push(issueAt(index, "taskId", "Say which task, ticket or project the call belongs to."));
  }
  for (const field of fields) {
    const place = places.get(record[field] ?? "");
    if (place?.projectId && place.projectId !== projectId) {
      wrong.push(issueAt(index, field, `This ${FIELDS[field]} belongs to another project.`));
    }
  }
  if (record.phase !== undefined && !phases.has(record.phase)) {
    const known = [...phases.keys()].join(", ");
    wrong.push(issueAt(index, "phase", `There is no such phase. The phases are ${known}.`));
  }
  return {
    projectId,
    taskId: record.taskId ?? null,
    ticketId: record.ticketId ?? task?.ticketId ?? null,
    agentId: record.agentId ?? task?.agentId ?? null,
    phase: record.phase ?? task?.phase ?? ticket?.phase ?? null,
  };
}

export function refusal(code: "not_found" | "invalid_request", issues: Issue[], count: number): AppError {
  const rows = new Set(issues.map(({ pointer }) => pointer.split("/")[2])).size;
  return new AppError(
    code,
    `${rows} of ${counted(count, "record")} ${rows === 1 ? "is" : "are"} refused, so none was written.`,
    { issues },
  );
}

/** With the attempt of each, which is told or follows from the time, and whose agent made the call where none is told. */
export async function withAttempts<Call extends Attribution & { occurredAt: Date }>(
  tx: Tx,
  calls: readonly Call[],
  told: readonly (Told & { attemptId?: string | undefined })[],
): Promise<(Call & { attemptId: string | null })[]> {
  const stints = await findStints(
    tx,
    calls.map(({ taskId }) => taskId),
  );
  return calls.map((call, index) => {
    const own = stints.get(call.taskId ?? "") ?? [];
    const named = own.find(({ attemptId }) => attemptId === told[index]?.attemptId);
    const attempt = named ?? attemptAt(own, call.occurredAt);
    if (!attempt) return { ...call, attemptId: null };
    const agentId = told[index]?.agentId ?? attempt.agentId;
    return { ...call, agentId, attemptId: attempt.attemptId };
  });
}
