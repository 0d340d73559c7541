// What the queue should do, said once more in the simplest way: arrays and loops, no SQL, no code of the product.
import {
  type ModelAgent,
  type ModelAttempt,
  type ModelTask,
  type Overlay,
  PRIORITIES,
  type Priority,
  type Reservation,
  type Scope,
} from "./model-records";
import { isDone } from "./model-reopen";

export {
  type ModelAgent,
  type ModelAttempt,
  type ModelTask,
  type Overlay,
  PRIORITIES,
  type Scope,
} from "./model-records";

const urgency = (priority: Priority) => 4 - PRIORITIES.indexOf(priority);

type Compare = (rank: number, limit: number) => boolean;

const isOver = (task: ModelTask) => task.state !== "pending" && task.state !== "held";

export class QueueModel {
  readonly tasks: ModelTask[] = [];
  readonly agents: ModelAgent[] = [];
  readonly attempts: ModelAttempt[] = [];
  holds: Overlay[] = [];
  overrides: (Overlay & { priority: Priority })[] = [];
  reservations: Reservation[] = [];
  /** At which share of a hold, let go in stages, a task comes back. */
  readonly shares = new Map<string, number>();

  priorityOf(task: ModelTask): Priority {
    const newest = (kind: string, target: string) =>
      this.overrides.findLast(({ scope }) => scope.kind === kind && scope.target === target)?.priority;
    return newest("task", task.id) ?? newest("ticket", task.ticket) ?? task.base;
  }

  openOf(task: ModelTask): number {
    return task.dependsOn.filter((other) => !isOver(other)).length;
  }

  loadOf(agent: ModelAgent): number {
    return this.attempts.filter((attempt) => attempt.live && attempt.agent === agent).length;
  }

  isHeld(task: ModelTask): boolean {
    return this.holds.some(
      ({ scope, released = 0 }) =>
        this.#covers(scope, task, (rank, limit) => rank <= limit) &&
        (released === 0 || (this.shares.get(task.id) ?? 0) >= released),
    );
  }

  /** What runs in a scope and was not told to stop. */
  runningIn(scope: Scope): ModelTask[] {
    const isIn = ({ task, agent }: ModelAttempt) =>
      scope.kind === "agent"
        ? agent.id === scope.target
        : this.#covers(scope, task, (rank, limit) => rank <= limit);
    return this.attempts.filter((one) => one.live && !one.task.stop && isIn(one)).map(({ task }) => task);
  }

  #covers({ kind, target }: Scope, task: ModelTask, compare: Compare): boolean {
    if (kind === "project") return true;
    if (kind === "ticket") return task.ticket === target;
    if (kind === "phase") return task.phase === target;
    return kind === "priority" && compare(urgency(this.priorityOf(task)), urgency(target as Priority));
  }

  #serves(reservation: Reservation, task: ModelTask): boolean {
    return this.#covers(reservation.scope, task, (rank, limit) => rank >= limit);
  }

  reservedOn(agent: ModelAgent): number {
    return this.reservations.reduce((sum, one) => sum + (one.agent === agent ? one.slots : 0), 0);
  }

  /** Slots of each of an agent's reservations that its scope does not use; a held task uses the oldest that fits. */
  #unused(agent: ModelAgent): Map<Reservation, number> {
    const own = this.reservations.filter((one) => one.agent === agent);
    const left = new Map(own.map((one) => [one, one.slots]));
    for (const { live, agent: by, task } of this.attempts) {
      if (!live || by !== agent) continue;
      const fits = [...left].find(([one, slots]) => slots > 0 && this.#serves(one, task));
      if (fits) left.set(fits[0], fits[1] - 1);
    }
    return left;
  }

  /** What the agent gets, in order; null when it is refused. Attempts are added by who learns their ids. */
  claim(agent: ModelAgent, max: number): ModelTask[] | null {
    if (agent.state !== "active" && agent.state !== "lost") return null;
    agent.state = "active";
    agent.silent = false;
    if (this.holds.some(({ scope }) => scope.kind === "agent" && scope.target === agent.id)) return [];
    const left = this.#unused(agent);
    const taken: ModelTask[] = [];
    const pass = (limit: number, keepFree: number, fits: (task: ModelTask) => boolean): number => {
      const slots = Math.min(
        limit,
        max - taken.length,
        agent.capacity - this.loadOf(agent) - taken.length - keepFree,
      );
      const found = this.#queue(agent).filter((task) => !taken.includes(task) && fits(task));
      const got = found.slice(0, Math.max(0, slots));
      taken.push(...got);
      return got.length;
    };
    let older = 0;
    for (const [reservation, slots] of left) {
      older += slots - pass(slots, older, (task) => this.#serves(reservation, task));
    }
    if (agent.phases.length > 0) {
      pass(max, older, (task) => this.priorityOf(task) === "CRITICAL");
      pass(max, older, (task) => agent.phases.includes(task.phase));
    }
    pass(max, older, () => true);
    return taken;
  }

  /** What could be claimed by this agent, first to last; all tasks here are of about the same age. */
  #queue(agent: ModelAgent): ModelTask[] {
    return this.tasks
      .filter(
        (task) =>
          task.state === "pending" && !task.backingOff && this.openOf(task) === 0 && !this.isHeld(task),
      )
      .filter((task) => task.skills.every((skill) => agent.skills.includes(skill)))
      .map((task, at) => ({ task, at, rank: urgency(this.priorityOf(task)) }))
      .sort((a, b) => b.rank - a.rank || a.at - b.at)
      .map(({ task }) => task);
  }

  hold(task: ModelTask, agent: ModelAgent, id: string): void {
    task.state = "held";
    task.attempts += 1;
    this.attempts.push({ id, task, agent, live: true, started: false, leaseOver: false, timeoutOver: false });
  }

  /** The time that an attempt may take counts from its first start. */
  start(attempt: ModelAttempt): boolean {
    if (!attempt.live || attempt.task.stop) return false;
    if (!attempt.started) Object.assign(attempt, { started: true, timeoutOver: false });
    return true;
  }

  /** Whether no task may depend on these. */
  refuses(task: ModelTask | null, dependsOn: ModelTask[], ignores: boolean): boolean {
    if (!ignores && dependsOn.some((other) => other.state === "failed" || other.state === "cancelled"))
      return true;
    const reaches = (from: ModelTask): boolean => from === task || from.dependsOn.some(reaches);
    return task !== null && dependsOn.some(reaches);
  }

  end(task: ModelTask, state: "completed" | "failed" | "cancelled"): void {
    task.state = state;
    task.stop = null;
    if (state === "completed") return;
    for (const other of this.tasks) {
      if (!isOver(other) && !other.ignores && other.dependsOn.includes(task)) this.end(other, "failed");
    }
  }

  complete(attempt: ModelAttempt): boolean {
    if (!attempt.live) return false;
    if (attempt.task.stop) {
      this.stopped(attempt);
      return false;
    }
    attempt.live = false;
    this.end(attempt.task, "completed");
    return true;
  }

  fail(attempt: ModelAttempt, retry: boolean, backsOff = true): boolean {
    if (!attempt.live) return false;
    if (attempt.task.stop && backsOff) {
      this.stopped(attempt);
      return true;
    }
    attempt.live = false;
    this.#again(attempt.task, retry, backsOff);
    return true;
  }

  #again(task: ModelTask, retry: boolean, backsOff: boolean): void {
    if (!retry || task.attempts >= task.maxAttempts) this.end(task, "failed");
    else Object.assign(task, { state: "pending", stop: null, backingOff: backsOff });
  }

  /** Back to the queue at once, and the attempt is not counted. */
  #giveBack(task: ModelTask): void {
    task.maxAttempts += 1;
    this.#again(task, true, false);
  }

  /** What an agent holds is taken from it. */
  handOver(agent: ModelAgent): void {
    for (const attempt of this.attempts) {
      if (!attempt.live || attempt.agent !== agent) continue;
      if (attempt.task.stop) this.stopped(attempt);
      else {
        attempt.live = false;
        this.#giveBack(attempt.task);
      }
    }
  }

  /** The attempt is over, as the cause of its stop says. */
  stopped(attempt: ModelAttempt): void {
    attempt.live = false;
    const { task } = attempt;
    if (task.stop === "preempt") this.#giveBack(task);
    else if (task.stop === "timeout") this.#again(task, true, true);
    else if (task.stop === "deadline") this.end(task, "failed");
    else {
      attempt.wasCancelled = true;
      this.end(task, "cancelled");
    }
  }

  cancel(task: ModelTask): boolean {
    if (isOver(task) || task.stop === "cancel") return false;
    if (task.state === "pending") this.end(task, "cancelled");
    else Object.assign(task, { stop: "cancel", graceOver: false });
    return true;
  }

  /** Everything that time alone brings about. */
  tick(): void {
    for (const agent of this.agents) {
      if (agent.state === "draining" && this.loadOf(agent) === 0) {
        agent.state = "retired";
        this.reservations = this.reservations.filter((one) => one.agent !== agent);
      } else if (agent.state === "active" && agent.silent) agent.state = "lost";
    }
    const live = () => this.attempts.filter((attempt) => attempt.live);
    for (const attempt of live()) {
      const { state, silent } = attempt.agent;
      if (!attempt.leaseOver && !(silent && (state === "lost" || state === "draining"))) continue;
      if (attempt.task.stop) this.stopped(attempt);
      else this.fail(attempt, true, false);
    }
    for (const attempt of live()) if (attempt.task.stop && attempt.task.graceOver) this.stopped(attempt);
    for (const { task, timeoutOver } of live()) {
      if (timeoutOver && !task.stop) Object.assign(task, { stop: "timeout", graceOver: false });
    }
    for (const task of this.tasks) {
      if (!task.deadlineOver || task.stop) continue;
      if (task.state === "pending") this.end(task, "failed");
      if (task.state === "held") Object.assign(task, { stop: "deadline", graceOver: false });
    }
    const done = this.tasks.filter((task) => isDone(task, this)).map(({ id }) => id);
    this.overrides = this.overrides.filter(
      ({ scope }) => scope.kind !== "task" || !done.includes(scope.target),
    );
  }
}
