// One agent that the host was asked for, from its runner's first start to its end.
import type { HostResult } from "@/lib/work/schema";
import { backoffMs, sleep } from "../backoff";
import { describeFailure, isRefusal } from "../link";
import { type AgentProcess, adopt, findRunning, signalRunner, startRunnerOf } from "./agent-process";
import type { HostApi } from "./api";
import type { HostConfig } from "./config";
import { type EstateContext, settleEstate } from "./estate";
import type { AgentHome } from "./home";
import { capLog } from "./runner-log";

/** A runner that crashes more often than this in a row is given up. */
export const RESTARTS_MAX = 5;
/** The runner's exit code for what only a person can mend. */
const USAGE = 2;

export interface HostAgentContext extends EstateContext {
  config: HostConfig;
  hostApi: HostApi;
  hostId(): string;
  /** What the next heartbeat says of this agent has changed. */
  changed(): void;
  /** Goes on beside; what fails in it is a defect that ends the host. */
  guard(work: Promise<unknown>): void;
}

export class HostAgent {
  readonly home: AgentHome;
  readonly #context: HostAgentContext;
  readonly #stopping = new AbortController();
  #process: AgentProcess | null = null;
  /** The control room has said that the request is over: it is not told of it any more. */
  #isReleased = false;
  isGone = false;

  constructor(home: AgentHome, context: HostAgentContext) {
    this.home = home;
    this.#context = context;
    if (home.record.isStopping) this.#stopping.abort();
  }

  get requestId(): string {
    return this.home.record.requestId;
  }
  get isNamed(): boolean {
    return !this.#isReleased;
  }

  /** Drains the runner, once: a second signal, which ends its tasks, is sent only when it is urgent. */
  stop({ isUrgent = false } = {}): void {
    const isFirst = !this.#stopping.signal.aborted;
    if (isFirst || isUrgent) signalRunner(this.#process?.pid ?? null);
    if (!isFirst) return;
    this.#stopping.abort();
    // After the signal: who reads this later knows that the runner has had it.
    this.#context.guard(this.home.save({ isStopping: true }));
  }

  release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    if (!this.isGone) this.stop();
    this.#context.changed();
  }

  /** Resolves when the agent has ended and the control room knows, or when the host leaves it behind. */
  async run(): Promise<void> {
    const { ending } = this.#context;
    const failure = this.home.record.failure ?? (await this.#live());
    if (ending.aborted) return;
    this.isGone = true;
    await this.home.save({ failure });
    await this.#reportEnd(failure);
    if (ending.aborted) return;
    await this.home.save({ endedAt: new Date().toISOString() });
    this.#say("ended", failure ?? "The agent has ended.");
    this.#context.guard(settleEstate(this.home, this.#context));
  }

  /** Keeps a runner alive until it has ended as it should (null), or why it could not be kept. */
  async #live(): Promise<string | null> {
    const { ending, timings } = this.#context;
    for (let crashes = 0; ; ) {
      const startedAt = performance.now();
      const process = this.#findOrStart();
      if (process === null || typeof process === "string") return process;
      this.#process = process;
      const gone = new AbortController();
      const reported = this.#reportWhenRegistered(gone.signal);
      const capped = this.#keepLogCapped(gone.signal);
      const code = await Promise.race([process.ended, aborted(ending)]);
      gone.abort();
      await Promise.all([reported, capped]);
      this.#process = null;
      if (ending.aborted || this.#stopping.signal.aborted) return null;
      if (this.home.state.findAgent()?.isDrained) return null;
      // It found the directory taken: a runner of an earlier host lives.
      if (findRunning(this.home)) continue;
      if (code === USAGE) return this.#lastWords();
      if (performance.now() - startedAt > timings.steadyMs) crashes = 0;
      if (++crashes > RESTARTS_MAX) return `Its runner ended ${crashes} times in a row: ${this.#lastWords()}`;
      const { restartBaseMs: backoffBaseMs, restartMaxMs: backoffMaxMs } = timings;
      const pauseMs = backoffMs(crashes, { backoffBaseMs, backoffMaxMs });
      this.#say("crashed", `${this.#lastWords()} It is started again in ${Math.round(pauseMs / 1000)} s.`);
      await sleep(pauseMs, this.#stopping.signal);
    }
  }

  /** Null when there is nothing to start any more; a sentence when it cannot be started. */
  #findOrStart(): AgentProcess | string | null {
    const { config, timings } = this.#context;
    const holder = findRunning(this.home);
    if (holder) {
      this.#say("adopted", `Its runner lives as PID ${holder.pid}.`);
      return adopt(this.home, holder, timings.agentPollMs);
    }
    if (this.#stopping.signal.aborted) return null;
    // It may have ended as it should while no host was there.
    if (this.home.state.findAgent()?.isDrained) return null;
    const template = config.templates.find(({ name }) => name === this.home.record.template);
    if (!template) return `This host has no template ${JSON.stringify(this.home.record.template)}.`;
    const process = startRunnerOf(this.home, template, config);
    this.#say("starting", `PID ${process.pid ?? "none"}`);
    return process;
  }

  async #reportWhenRegistered(gone: AbortSignal): Promise<void> {
    for (;;) {
      const agentId = this.home.state.findAgent()?.agentId ?? this.home.record.agentId;
      if (agentId) return this.#reportAgent(agentId);
      if (gone.aborted) return;
      await sleep(this.#context.timings.agentPollMs, gone);
    }
  }

  async #keepLogCapped(gone: AbortSignal): Promise<void> {
    for (let said = ""; !gone.aborted; await sleep(this.#context.timings.logCheckMs, gone)) {
      try {
        capLog(this.home.logFile);
      } catch (error) {
        // A full disk, most likely: no reason to end the agent, and said once.
        const why = describeFailure(error);
        if (why !== said) this.#say("log too long", `Its log could not be shortened: ${why}`);
        said = why;
      }
    }
  }

  async #reportAgent(agentId: string): Promise<void> {
    if (this.home.record.isReported || this.#isReleased) return;
    await this.home.save({ agentId });
    this.#context.changed();
    if (await this.#send({ status: "done", agentId })) {
      await this.home.save({ isReported: true });
      this.#say("started", agentId);
    } else if (!this.#context.ending.aborted) {
      this.release();
    }
  }

  async #reportEnd(failure: string | null): Promise<void> {
    const { isReported, agentId } = this.home.record;
    const detail = failure ?? (isReported ? null : "It was stopped before it had registered.");
    if (detail !== null && !this.#isReleased) {
      await this.#send({ status: "failed", detail: detail.slice(0, 2000) });
    }
    if (agentId) await this.#drainEnded(agentId);
  }

  /** Its runner may have been killed before it could say it: the agent would be lost instead of retired. */
  async #drainEnded(agentId: string): Promise<void> {
    const { ending, hostApi, link } = this.#context;
    const call = () => hostApi.drainAgent(agentId, ending);
    await link.persist(`drain of ${agentId}`, call, { signal: ending }).catch((error: unknown) => {
      if (!ending.aborted && !isRefusal(error)) throw error;
    });
  }

  /** False when the control room does not want it, or the host leaves first. */
  async #send(result: HostResult): Promise<boolean> {
    const { ending, hostApi, hostId, link } = this.#context;
    const call = () => hostApi.report(hostId(), this.requestId, result, ending);
    try {
      await link.persist(`report of ${this.requestId}`, call, { signal: ending });
      return true;
    } catch (error) {
      if (ending.aborted) return false;
      if (!isRefusal(error)) throw error;
      this.#say("refused", describeFailure(error));
      return false;
    }
  }

  #lastWords(): string {
    const words = this.home.lastWords().replaceAll(this.#context.key, "[key]");
    return words || "It ended without a word.";
  }

  #say(event: string, text: string): void {
    const { name, requestId, template } = this.home.record;
    this.#context.report.say(event, `${name}: ${text}`, { requestId, template, agent: name });
  }
}

function aborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    else signal.addEventListener("abort", () => resolve(null), { once: true });
  });
}
