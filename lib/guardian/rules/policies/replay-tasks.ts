import type { TaskFacts, WholeFacts } from "@/lib/monitoring/schema";
import type { AttemptLife, OverrideLife, TaskLife } from "@/lib/work/service";
import { type History, isJudged } from "./history";
import { InOrder } from "./in-order";

const RATE_MS = 15 * 60_000;
const RATE_MINUTES = 15;

interface Life extends TaskLife {
  attempts: AttemptLife[];
  overrides: OverrideLife[];
}

/** The tasks of a history at instants that only go forward. */
export class TaskReplay {
  readonly #lives: Life[];
  readonly #ended: InOrder<TaskLife>;
  readonly #judged: InOrder<AttemptLife>;
  #next = 0;
  #live: Life[] = [];

  constructor({ tasks, attempts, overrides }: Pick<History, "tasks" | "attempts" | "overrides">) {
    const byTask = Map.groupBy(attempts, ({ taskId }) => taskId);
    const byTarget = Map.groupBy(overrides, ({ scopeTarget }) => scopeTarget);
    this.#lives = tasks.map((task) => ({
      ...task,
      attempts: byTask.get(task.id) ?? [],
      overrides: [...(byTarget.get(task.ticketId) ?? []), ...(byTarget.get(task.id) ?? [])],
    }));
    this.#ended = new InOrder(tasks, ({ finishedAt }) => finishedAt);
    this.#judged = new InOrder(attempts.filter(isJudged), ({ endedAt }) => endedAt);
  }

  moveTo(at: Date): void {
    for (; (this.#lives[this.#next]?.enqueuedAt ?? FAR) <= at; this.#next += 1) {
      const life = this.#lives[this.#next];
      if (life) this.#live.push(life);
    }
    this.#live = this.#live.filter(({ finishedAt }) => finishedAt === null || finishedAt > at);
  }

  tasks(at: Date): TaskFacts[] {
    return this.#live.map((life) => toFacts(life, at));
  }

  queue(at: Date): WholeFacts["queue"] {
    const facts = this.tasks(at);
    const waiting = facts.filter((task) => task.state === "pending" && !task.is_blocked);
    const critical = waiting.filter(({ priority }) => priority === "CRITICAL");
    const since = new Date(at.getTime() - RATE_MS);
    const ended = this.#ended.between(since, at);
    const judged = this.#judged.between(since, at);
    const bad = judged.filter(({ outcome }) => outcome !== "completed");
    return {
      pending: waiting.length,
      critical_pending: critical.length,
      high_pending: waiting.filter(({ priority }) => priority === "HIGH").length,
      running: facts.length - facts.filter(({ state }) => state === "pending").length,
      oldest_pending_s: oldest(waiting),
      oldest_critical_pending_s: oldest(critical),
      completed_per_min: ended.filter(({ state }) => state === "completed").length / RATE_MINUTES,
      failed_per_min: ended.filter(({ state }) => state === "failed").length / RATE_MINUTES,
      failure_rate: judged.length === 0 ? 0 : bad.length / judged.length,
    };
  }
}

const FAR = new Date(8.64e15);

const oldest = (tasks: readonly TaskFacts[]) =>
  tasks.reduce((longest, { pending_s }) => Math.max(longest, pending_s), 0);

function toFacts(life: Life, at: Date): TaskFacts {
  const begun = life.attempts.filter(({ claimedAt }) => claimedAt <= at);
  const attempt = begun.findLast(({ endedAt }) => endedAt === null || endedAt > at);
  const lastEnd = begun.findLast(({ endedAt }) => endedAt !== null && endedAt <= at)?.endedAt ?? null;
  const isBlocked = life.isBlocked || (life.freeAt !== null && life.freeAt > at);
  const isRunning = attempt?.startedAt ? attempt.startedAt <= at : false;
  const override = life.overrides.findLast(
    ({ placedAt, endedAt }) => placedAt <= at && (endedAt === null || endedAt > at),
  );
  return {
    id: life.id,
    title: life.title,
    project: life.projectId,
    ticket: life.ticketId,
    phase: life.phase,
    type: life.type,
    priority: override?.priority ?? life.priority,
    state: attempt ? (isRunning ? "running" : "claimed") : "pending",
    agent: attempt?.agentId ?? "",
    pending_s: attempt ? 0 : secondsSince(at, life.enqueuedAt, lastEnd, life.freeAt),
    running_s: attempt ? secondsSince(at, attempt.startedAt ?? attempt.claimedAt) : 0,
    // Not kept: a condition that speaks of it is not replayed.
    silent_s: Number.NaN,
    timeout_s: life.timeoutSeconds,
    attempts: begun.length,
    max_attempts: life.maxAttempts,
    is_blocked: isBlocked,
  };
}

/** Since the last of these that had come by then. */
function secondsSince(at: Date, ...instants: (Date | null)[]): number {
  const last = Math.max(...instants.map((one) => (one && one <= at ? one.getTime() : 0)));
  return Math.floor((at.getTime() - last) / 1000);
}
