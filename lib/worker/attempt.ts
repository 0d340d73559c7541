// One attempt from claim to the answered result.
import type { Claim, CompleteTask } from "@/lib/work/schema";
import type { WorkerApi } from "./api";
import { commandEnv } from "./attempt-env";
import { AttemptOutput } from "./attempt-output";
import type { WorkerConfig } from "./config";
import { type CommandEnd, type RunningCommand, startCommand } from "./executor";
import type { HeldAttempts } from "./held-attempts";
import { describeFailure, isRefusal, type Link } from "./link";
import { type Outbox, toEntry } from "./outbox";
import { type Outcome, stoppedOutcome } from "./outcome";
import { killDelayMs } from "./process-group";
import type { Facts, Reporter } from "./report";
import type { StateDir } from "./state-dir";

export interface AttemptContext {
  api: WorkerApi;
  config: WorkerConfig;
  held: HeldAttempts;
  link: Link;
  outbox: Outbox;
  report: Reporter;
  state: StateDir;
  /** Aborted when the runner is over: what is not done by then is left to the next one. */
  ending: AbortSignal;
  agentId(): string;
}

/** Why the command is being ended before its time. */
type Stop = "cancelled" | "lost" | "shutdown" | "refused";

export class Attempt {
  readonly id: string;
  readonly fence: string;
  readonly taskId: string;
  /** False once the control room has given it up: heartbeats no longer carry it. */
  isOurs = true;
  /** The process is gone after a cancel; the next heartbeat says so. */
  isStopped = false;
  /** The command has ended by itself; its result is on the way. */
  isDelivering = false;
  readonly #claim: Claim;
  readonly #context: AttemptContext;
  readonly #stopping = new AbortController();
  readonly #confirmation = new AbortController();
  #stop: Stop | null = null;
  #cancelReason: string | null = null;
  #command: RunningCommand | null = null;
  #output: AttemptOutput | null = null;

  constructor(claim: Claim, context: AttemptContext) {
    this.id = claim.attempt.id;
    this.fence = claim.fence;
    this.taskId = claim.task.id;
    this.#claim = claim;
    this.#context = context;
  }

  /** The control room asks for its end. A result that is already on the way is left to arrive. */
  cancel(reason: string, deadline: string): void {
    if (this.#cancelReason !== null || this.#stop === "lost") return;
    this.#cancelReason = reason;
    if (this.isDelivering) return;
    this.#say("cancelling", `: ${reason}`, { deadline });
    this.#end("cancelled", killDelayMs(Date.now(), Date.parse(deadline), this.#context.link.timings));
  }

  /** The control room has closed it: whatever still runs is no longer ours. */
  lose(): void {
    if (!this.isOurs) return;
    this.isOurs = false;
    this.#context.held.changed();
    if (!this.isDelivering) this.#end("lost", this.#context.link.timings.leftoverGraceMs);
    this.#confirmation.abort();
  }

  /** The runner itself is told to end at once. */
  shutDown(): void {
    if (!this.#stop && !this.isDelivering) this.#end("shutdown", this.#context.link.timings.killGraceMs);
  }

  /** The control room has heard that the process is gone. */
  confirmStopped(): void {
    this.isOurs = false;
    this.#confirmation.abort();
  }

  /** The runner is over. */
  abandon(): void {
    this.#stopping.abort();
    this.#confirmation.abort();
    this.#output?.abandon();
  }

  /** Resolves when nothing of it is left to do; rejects when it is abandoned. */
  async run(): Promise<void> {
    const { held, state } = this.#context;
    try {
      await this.#record();
      if (await this.#announceStart()) await this.#work();
      else await this.#conclude(null, 0);
      await state.removeRunning(this.id);
    } finally {
      held.remove(this);
    }
  }

  #end(stop: Stop, killAfterMs: number): void {
    this.#stop = stop;
    this.#stopping.abort();
    this.#command?.stop(killAfterMs);
  }

  /** The command runs only once the control room knows that it does: a lost claim costs nothing. */
  async #announceStart(): Promise<boolean> {
    const { api, link } = this.#context;
    const { signal } = this.#stopping;
    try {
      const body = { attemptId: this.id, fence: this.fence };
      await link.persist(`start of ${this.taskId}`, () => api.start(this.taskId, body, signal), { signal });
      return !signal.aborted;
    } catch (error) {
      if (signal.aborted) return false;
      if (!isRefusal(error)) throw error;
      this.#say("refused", `: it may not start: ${error.message}`);
      this.#stop ??= "refused";
      return false;
    }
  }

  async #work(): Promise<void> {
    const { config, link, state, agentId } = this.#context;
    const output = new AttemptOutput(this.#claim, this.#context, () => this.isDelivering);
    this.#output = output;
    const resultFile = state.resultFile(this.id);
    const env = commandEnv(process.env, this.#claim, { ...config, agentId: agentId(), resultFile });
    const { task } = this.#claim;
    const startedAt = performance.now();
    this.#command = startCommand({
      command: config.command,
      cwd: config.workdir,
      env,
      stdin: task.description,
      timeoutMs: task.timeoutSeconds * 1000,
      timings: link.timings,
      onOutput: (source, bytes) => output.stream.write(source, bytes),
    });
    this.#say("started", "", { pid: this.#command.pid });
    const end = await this.#command.ended;
    this.isDelivering = this.#stop === null;
    output.stream.end();
    await this.#conclude(end, Math.round(performance.now() - startedAt));
  }

  async #conclude(end: CommandEnd | null, durationMs: number): Promise<void> {
    const output = this.#output;
    this.#context.ending.throwIfAborted();
    const isGone = end?.kind !== "exit" || end.isGroupGone;
    if (!isGone) this.#say("surviving", ": some of its processes cannot be killed.");
    if (this.#stop === "cancelled") return this.#confirmCancel(isGone);
    // A cancel may be behind it: that nothing runs closes it at once.
    if (this.#stop === "refused") return this.#tellStopped(isGone);
    if (this.#stop === "lost") {
      this.#say("lost", `: its result is dropped.`);
      return output?.keep();
    }
    const outcome = end && output && !this.#stop ? await output.decide(end) : stoppedOutcome();
    this.isDelivering = true;
    await this.#deliver(outcome, { durationMs });
  }

  async #confirmCancel(isGone: boolean): Promise<void> {
    await this.#output?.sentWithin(this.#context.link.timings.cancelLogWaitMs);
    await this.#tellStopped(isGone);
    this.#say("cancelled", `: ${this.#cancelReason}`);
    await this.#output?.remove();
  }

  // A process that cannot be killed is not reported as gone: the deadline then closes the attempt.
  async #tellStopped(isGone: boolean): Promise<void> {
    this.isStopped = isGone;
    this.#context.held.changed();
    const { signal } = this.#confirmation;
    if (!signal.aborted) {
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    }
    this.#context.ending.throwIfAborted();
  }

  /** On disk first, then the rest of the log, then the result, which closes the log. */
  async #deliver(outcome: Outcome, usage: CompleteTask["usage"]): Promise<void> {
    const output = this.#output;
    const { ending, outbox, state } = this.#context;
    await outbox.put(toEntry({ taskId: this.taskId, attemptId: this.id, fence: this.fence }, outcome, usage));
    await state.removeRunning(this.id);
    await output?.stream.sent();
    const delivery = await outbox.deliver(this.id, ending);
    if (delivery === "refused" && this.#cancelReason !== null && this.isOurs) await this.#tellStopped(true);
    if (delivery === "accepted") await output?.remove();
    else await output?.keep();
  }

  async #record(): Promise<void> {
    const { state, report } = this.#context;
    await state.putRunning({ taskId: this.taskId, attemptId: this.id, fence: this.fence }).catch((error) => {
      report.say("undurable", `${this.taskId}: it could not be noted on disk: ${describeFailure(error)}`);
    });
  }

  #say(event: string, text: string, facts: Facts = {}): void {
    this.#context.report.say(event, `${this.taskId}${text}`, {
      taskId: this.taskId,
      attemptId: this.id,
      ...facts,
    });
  }
}
