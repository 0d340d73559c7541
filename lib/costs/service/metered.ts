// Calls that were counted while they were made, by the gateway or by what agents tell of themselves.
import { type Actor, requireAnyScope } from "@/lib/platform/auth/actor";
import { type Tx, transact } from "@/lib/platform/db/transact";
import { findLatestStints, findOnlyAgent, findPlaces, phaseNames } from "@/lib/work/service";
import { onlyLiveAt } from "../rules";
import { beginRecording } from "../store/insert";
import { type Attribution, attributeAll, type Told, withAttempts } from "./attribute";
import { type Call, writeCalls } from "./record";
import { refuseOthers } from "./same";

/**
 * A call before it is put down to anything. Its name is its source's own: the same again changes nothing, another of that
 * name is refused. An empty provider is unknown, and found by the model's name.
 */
export interface MeteredCall
  extends Told,
    Omit<Call, keyof Told | "attemptId" | "isSum">,
    Partial<Pick<Call, "isSum">> {
  /** Told by the agent itself: counts where it is one of the task's. */
  attemptId?: string;
}

/**
 * Writes what was metered: all of it, or none. A call that names nothing is put down to the agent of the actor's key and
 * to the one task it had then; one with a task to the attempt that was live at its time. Throws `not_found`,
 * `invalid_request` and `conflict` as recording does.
 */
export async function recordMetered(
  actor: Actor,
  source: "gateway" | "otlp",
  metered: readonly MeteredCall[],
): Promise<void> {
  if (metered.length === 0) return;
  await transact("cost.meter", (tx) => recordMeteredIn(tx, actor, source, metered));
}

/** The same within the caller's transaction, for what must be kept or lost together with it. */
export async function recordMeteredIn(
  tx: Tx,
  actor: Actor,
  source: "gateway" | "otlp",
  metered: readonly MeteredCall[],
): Promise<void> {
  requireAnyScope(actor, ["costs:write", "work:run"]);
  const now = await beginRecording(tx);
  const told = await withTasks(tx, actor, metered);
  const named = told.flatMap((call) => [call.taskId, call.ticketId, call.agentId, call.projectId]);
  const places = attributeAll(actor, told, await findPlaces(tx, named), phaseNames());
  const calls = told.map((call, index) => toCall(call, places[index] as Attribution, now));
  const items = await writeCalls(tx, actor, source, await withAttempts(tx, calls, told));
  await refuseOthers(tx, metered, items);
}

/**
 * With the agent whose key it is, where none is told and no task gives one. What names nothing else was made on the one
 * task that this agent had then: so a call through the gateway and the runner's sum of it belong to the same attempt.
 */
export async function withTasks<T extends Told & { occurredAt: Date }>(
  tx: Tx,
  actor: Actor,
  metered: readonly T[],
): Promise<T[]> {
  if (metered.every(({ taskId }) => taskId)) return [...metered];
  const own = (await findOnlyAgent(tx, actor.id)) ?? undefined;
  const told = metered.map((call) =>
    call.taskId || call.agentId || !own ? call : { ...call, agentId: own },
  );
  const isOpen = (call: T) => !(call.taskId || call.ticketId || call.projectId);
  const stints = await findLatestStints(
    tx,
    actor,
    told.filter(isOpen).map(({ agentId }) => agentId),
  );
  return told.map((call) => {
    const task = isOpen(call) ? onlyLiveAt(stints.get(call.agentId ?? "") ?? [], call.occurredAt) : null;
    return task ? { ...call, taskId: task.taskId } : call;
  });
}

function toCall(
  { attemptId: _, isSum = false, ...call }: MeteredCall,
  place: Attribution,
  now: Date,
): Omit<Call, "attemptId"> {
  const occurredAt = new Date(Math.min(call.occurredAt.getTime(), now.getTime()));
  return { ...call, ...place, occurredAt, isSum };
}
