// One attempt from claim to the answered result.
import type { Claim, UsageSummary } from "@/lib/work/schema";
import type { WorkerApi } from "./api";
import { AttemptOutput } from "./attempt-output";
import { AttemptWork, type WorkDone } from "./attempt-work";
import { sleep } from "./backoff";
import type { WorkerConfig } from "./config";
import type { HeldAttempts } from "./held-attempts";
import { describeFailure, isRefusal, type Link } from "./link";
import { type Outbox, toEntry } from "./outbox";
import { stoppedOutcome } from "./outcome";
import { killDelayMs } from "./process-group";
import type { Facts, Reporter } from "./report";
import type { StateDir } from "./state-dir";
import { sendUploads } from "./upload";
import type { Repository } from "./worktree/repository";

export interface AttemptContext {
  api: WorkerApi;
  config: WorkerConfig;
  held: HeldAttempts;
  link: Link;
  outbox: Outbox;
  report: Reporter;
  /** Where its working directories come from; null without --workdir-per-task. */
  repository: Repository | null;
  state: StateDir;
  /** Aborted when the runner is over: what is not done by then is left to the next one. */
  ending: AbortSignal;
  agentId(): string;
}

/** As a heartbeat's reply tells it. */
export interface CancelOrder {
  reason: string;
  deadline: string;
  remainingMs?: number;
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
  #work: AttemptWork | null = null;
  #output: AttemptOutput | null = null;

  constructor(claim: Claim, context: AttemptContext) {
    this.id = claim.attempt.id;
    this.fence = claim.fence;
    this.taskId = claim.task.id;
    this.#claim = claim;
    this.#context = context;
  }

  /** The control room asks for its end. A result that is already on the way is left to arrive. */
  cancel({ reason, deadline, remainingMs }: CancelOrder): void {
    if (this.#cancelReason !== null || this.#stop === "lost") return;
    this.#cancelReason = reason;
    if (this.isDelivering) return;
    this.#say("cancelling", `: ${reason}`, { deadline });
    // Counted from now: the control room's clock may differ from this machine's.
    const leftMs = remainingMs ?? Date.parse(deadline) - Date.now();
    this.#end("cancelled", killDelayMs(0, leftMs, this.#context.link.timings));
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
      if (await this.#announceStart()) await this.#doWork();
      else await this.#conclude(null);
      await state.removeRunning(this.id);
    } finally {
      held.remove(this);
    }
  }

  #end(stop: Stop, killAfterMs: number): void {
    this.#stop = stop;
    this.#stopping.abort();
    this.#work?.stop(killAfterMs);
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

  async #doWork(): Promise<void> {
    const output = new AttemptOutput(this.#claim, this.#context, () => this.isDelivering);
    this.#output = output;
    const work = new AttemptWork(this.#claim, this.#context, output, this.#stopping.signal);
    this.#work = work;
    const done = await work.run();
    this.isDelivering = this.#stop === null;
    output.stream.end();
    await this.#conclude(done);
    await work.close(this.#stop !== null || done.outcome.kind === "fail");
  }

  async #conclude(done: WorkDone | null): Promise<void> {
    const output = this.#output;
    this.#context.ending.throwIfAborted();
    const isGone = done?.isGone ?? true;
    if (!isGone) this.#say("surviving", ": some of its processes cannot be killed.");
    if (this.#stop === "cancelled") return this.#confirmCancel(isGone, done?.usage ?? null);
    // A cancel may be behind it: that nothing runs closes it at once.
    if (this.#stop === "refused") return this.#tellStopped(isGone);
    if (this.#stop === "lost") {
      this.#say("lost", `: its result is dropped.`);
      return output?.keep();
    }
    this.isDelivering = true;
    if (done && !this.#stop) return this.#deliver(done);
    await this.#deliver({ outcome: stoppedOutcome(), usage: done?.usage ?? null, uploads: [] });
  }

  async #confirmCancel(isGone: boolean, usage: UsageSummary | null): Promise<void> {
    await this.#output?.sentWithin(this.#context.link.timings.cancelLogWaitMs);
    if (isGone && usage?.outputTokens !== undefined) await this.#reportUsage(usage);
    await this.#tellStopped(isGone);
    this.#say("cancelled", `: ${this.#cancelReason}`);
    await this.#output?.remove();
  }

  // A failure after a cancel means "it has stopped", and carries what a heartbeat cannot; that one follows anyway.
  async #reportUsage(usage: UsageSummary): Promise<void> {
    const { api, link } = this.#context;
    const error = { kind: "cancelled" as const, message: this.#cancelReason ?? "", exitCode: null };
    const giveUp = new AbortController();
    const body = { attemptId: this.id, fence: this.fence, error, usage, retry: false };
    const sent = api.fail(this.taskId, body, giveUp.signal).catch(() => {});
    await Promise.race([sent, sleep(link.timings.cancelUsageWaitMs)]);
    giveUp.abort();
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

  /** On disk first, then the rest of the log and the files, then the result, which closes both. */
  async #deliver({ outcome, usage, uploads }: Omit<WorkDone, "isGone">): Promise<void> {
    const output = this.#output;
    const { ending, outbox, state } = this.#context;
    await outbox.put(toEntry({ taskId: this.taskId, attemptId: this.id, fence: this.fence }, outcome, usage));
    await state.removeRunning(this.id);
    await output?.stream.sent();
    await sendUploads(uploads, this.#claim, this.#context);
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
