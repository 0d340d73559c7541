import { type Actor, requireScope } from "@/lib/platform/auth/actor";
import { currentRequest, withoutIdempotency } from "@/lib/platform/context";
import { together } from "@/lib/platform/db/together";
import {
  runStatement,
  signalAfterCommit,
  type Tx,
  transact,
  transactAtOnce,
} from "@/lib/platform/db/transact";
import { AppError, type Issue } from "@/lib/platform/errors";
import { publish } from "@/lib/platform/events/service";
import { newId } from "@/lib/platform/ids";
import type { CompletedTasks, CompleteTask, CompleteTasks, FailTask, StartTask, Task } from "../schema";
import { findArtifactOf, insertArtifact } from "../store/artifacts";
import * as store from "../store/attempts";
import { type CompleteCall, type CompletedRow, completeAtOnce, completeBatchAtOnce } from "../store/finish";
import { getTask } from "../store/tasks";
import { finishTask } from "./finished";
import { closeFailed, closeStopped, isLive, leaseLost, lockOwnAttempt } from "./held";
import { taskEvent } from "./task-event";

/** The runner has begun. Saying it again changes nothing. */
export async function startTask(actor: Actor, taskId: string, input: StartTask): Promise<Task> {
  requireScope(actor, "work:run");
  return transact("task.start", async (tx) => {
    const held = await lockOwnAttempt(tx, actor, taskId, input.attemptId);
    if (!isLive(held, input) || held.cancelRequestedAt) throw leaseLost(held);
    if (held.state === "claimed") {
      await store.startAttempt(tx, held);
      const payload = { attemptId: held.attemptId, agentId: held.agentId, number: held.number };
      await publish(tx, actor, taskEvent("task.started", held, payload));
    }
    return getTask(tx, taskId);
  });
}

type Completion = CompleteTasks["tasks"][number];

/** Accepts the attempt's result. What comes too late is refused with `lease_lost` and kept as an artifact. */
export async function completeTask(actor: Actor, taskId: string, input: CompleteTask): Promise<Task> {
  requireScope(actor, "work:run");
  return completeAll(actor, [{ ...input, taskId }], single);
}

/** Accepts all of these results, or none: the refusal names each row that does not hold its task any more. */
export async function completeTasks(actor: Actor, input: CompleteTasks): Promise<CompletedTasks> {
  requireScope(actor, "work:run");
  return completeAll(actor, input.tasks, batch);
}

/** How completions are written and answered: those of single requests apart from those of batches. */
interface Way<Row, Reply> {
  atOnce: (tx: Tx, calls: CompleteCall[]) => Promise<(Row[] | null)[]>;
  together: (call: CompleteCall) => Promise<Row[] | null>;
  /** Applied inside: what the transaction returns is what a repeated Idempotency-Key is answered with. */
  toReply: (rows: Row[]) => Reply;
}

function aWay<Row, Reply>(
  atOnce: Way<Row, Reply>["atOnce"],
  toReply: Way<Row, Reply>["toReply"],
): Way<Row, Reply> {
  const limits = {
    rows: 80,
    rounds: 2,
    rowsOf: (call: CompleteCall) => call.rows.length,
    about: (call: CompleteCall) => call.rows.map((row) => row.attemptId),
  };
  const run = (calls: CompleteCall[]) => runStatement("task.complete", (tx) => atOnce(tx, calls));
  return { atOnce, together: together(run, limits), toReply };
}

const single = aWay<Task, Task>(completeAtOnce, ([task]) => task as Task);
const batch = aWay<CompletedRow, CompletedTasks>(completeBatchAtOnce, (tasks) => ({ tasks }));

function toCall(actor: Actor, rows: Completion[]): CompleteCall {
  return {
    ownerId: actor.id,
    ownerName: actor.name,
    projectId: actor.projectId,
    correlationId: currentRequest()?.requestId ?? "system",
    rows: rows.map((row) => ({ ...row, eventId: newId("evt") })),
  };
}

async function completeAll<Row, Reply>(
  actor: Actor,
  rows: Completion[],
  way: Way<Row | Task, Reply>,
): Promise<Reply> {
  const call = () => toCall(actor, rows);
  try {
    return await transactAtOnce("task.complete", {
      statement: async () => {
        const tasks = await way.together(call());
        return tasks && way.toReply(tasks);
      },
      within: async (tx) => {
        const [tasks] = await way.atOnce(tx, [call()]);
        if (!tasks) return way.toReply(await completeCarefully(tx, actor, rows));
        for (const { taskId } of rows) signalAfterCommit(tx, { topic: "task.completed", id: taskId });
        return way.toReply(tasks);
      },
      signals: () => rows.map(({ taskId }) => ({ topic: "task.completed", id: taskId })),
    });
  } catch (error) {
    if (error instanceof AppError && error.code === "lease_lost") {
      for (const row of rows)
        await withoutIdempotency(() => keepLateResult(actor, row, { result: row.result }));
    }
    throw error;
  }
}

/** One by one: says which row is refused and why, and lets the tasks that wait for these go on. */
async function completeCarefully(tx: Tx, actor: Actor, rows: Completion[]): Promise<Task[]> {
  const refused: Issue[] = [];
  const accepted: { held: store.HeldAttempt; row: Completion }[] = [];
  let first: AppError | undefined;
  const inOrder = rows
    .map((row, index) => ({ ...row, index }))
    .sort((a, b) => (a.taskId < b.taskId ? -1 : 1));
  for (const { index, ...row } of inOrder) {
    const held = await lockOwnAttempt(tx, actor, row.taskId, row.attemptId).catch((error: unknown) => {
      throw rows.length > 1 ? ofRow(error, index) : error;
    });
    if (!isLive(held, row) || held.cancelRequestedAt) {
      first ??= leaseLost(held);
      refused.push({ in: "body", pointer: `/tasks/${index}`, detail: leaseLost(held).message });
    } else {
      accepted.push({ held, row });
    }
  }
  if (first && rows.length === 1) throw first;
  if (first)
    throw new AppError(
      first.code,
      `${refused.length} of ${rows.length} results ${refused.length === 1 ? "is" : "are"} refused.`,
      {
        issues: refused,
      },
    );
  // All tasks are locked by now; the agents follow in the order of their ids.
  accepted.sort((a, b) => (a.held.agentId < b.held.agentId ? -1 : 1));
  for (const { held, row } of accepted) {
    await store.endAttempt(tx, held.attemptId, { outcome: "completed", usage: row.usage });
    const payload = { attemptId: held.attemptId, agentId: held.agentId, usage: row.usage };
    await finishTask(tx, actor, held, { state: "completed", result: row.result }, payload);
  }
  return Promise.all(rows.map((row) => getTask(tx, row.taskId)));
}

function ofRow(error: unknown, index: number): unknown {
  if (!(error instanceof AppError)) return error;
  const issues: Issue[] = [{ in: "body", pointer: `/tasks/${index}`, detail: error.message }];
  return new AppError(error.code, error.message, { cause: error, issues });
}

/** Reports a failed attempt: the task goes back to the queue with a backoff, or has failed. */
export async function failTask(actor: Actor, taskId: string, input: FailTask): Promise<Task> {
  requireScope(actor, "work:run");
  try {
    return await failLive(actor, taskId, input);
  } catch (error) {
    if (error instanceof AppError && error.code === "lease_lost") {
      await withoutIdempotency(() => keepLateResult(actor, { ...input, taskId }, { error: input.error }));
    }
    throw error;
  }
}

function failLive(actor: Actor, taskId: string, input: FailTask): Promise<Task> {
  return transact("task.fail", async (tx) => {
    const held = await lockOwnAttempt(tx, actor, taskId, input.attemptId);
    if (!isLive(held, input)) throw leaseLost(held);
    if (held.cancelRequestedAt) {
      // The process ended on the way to being stopped: that is the stop.
      await closeStopped(tx, actor, held, { stopConfirmed: true, usage: input.usage });
    } else {
      const { error, usage, retry } = input;
      await closeFailed(tx, actor, held, { outcome: "failed", error, usage, retry });
    }
    return getTask(tx, taskId);
  });
}

const LATE_RESULT_NAME = "late-result.json";

/** Its tokens were paid for: a late result is kept once, and a stopping task that ended by itself is closed. */
async function keepLateResult(
  actor: Actor,
  input: Pick<Completion, "taskId" | "attemptId" | "fence" | "usage">,
  outcome: { result: Completion["result"] } | Pick<FailTask, "error">,
): Promise<void> {
  await transact("task.keep_late_result", async (tx) => {
    const held = await lockOwnAttempt(tx, actor, input.taskId, input.attemptId);
    if (held.attemptFence !== BigInt(input.fence)) return;
    const isHeld = isLive(held, input);
    // In a batch, a row that was refused only for another's sake is still to come.
    if (isHeld && !held.cancelRequestedAt) return;
    if (isHeld) await closeStopped(tx, actor, held, { stopConfirmed: true, usage: input.usage });
    const { attemptId, projectId, taskId } = held;
    if (await findArtifactOf(tx, attemptId, "late_result", LATE_RESULT_NAME)) return;
    // What was accepted is not late, however often it is sent.
    if (held.outcome === "completed") return;
    const isNews = input.usage !== null && (await store.keepUsage(tx, attemptId, input.usage));
    if ("error" in outcome && held.outcome === "failed" && !isNews) return;
    const content = new TextEncoder().encode(JSON.stringify({ ...outcome, usage: input.usage }));
    const artifact = { id: newId("art"), projectId, taskId, attemptId, type: "late_result" as const };
    await insertArtifact(
      tx,
      { ...artifact, name: LATE_RESULT_NAME, mediaType: "application/json", reference: null },
      content,
    );
    const payload = {
      attemptId,
      artifactId: artifact.id,
      name: LATE_RESULT_NAME,
      artifactType: artifact.type,
    };
    await publish(tx, actor, taskEvent("task.artifact_added", held, payload));
  });
}
