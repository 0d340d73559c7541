// The runner: registers, claims, keeps its leases, and drains when told to.
import { hostname } from "node:os";
import { createApiClient } from "@/lib/client/http";
import type { Claim } from "@/lib/work/schema";
import { createWorkerApi, type WorkerApi } from "./api";
import { Attempt } from "./attempt";
import { sleep } from "./backoff";
import type { WorkerConfig } from "./config";
import { killLiveGroups } from "./executor";
import { keepBeating } from "./heartbeat";
import { HeldAttempts } from "./held-attempts";
import { handBackLeftovers } from "./leftovers";
import { isRefusal, kindOfFailure, Link } from "./link";
import { takeLock } from "./lock";
import { Outbox } from "./outbox";
import { Registration } from "./registration";
import type { Reporter } from "./report";
import { StateDir } from "./state-dir";
import { TIMINGS, type Timings } from "./timings";

export class Runner {
  readonly #config: WorkerConfig;
  readonly #report: Reporter;
  readonly #timings: Timings;
  readonly #api: WorkerApi;
  readonly #link: Link;
  readonly #state: StateDir;
  readonly #outbox: Outbox;
  readonly #held = new HeldAttempts();
  readonly #runs = new Set<Promise<void>>();
  /** First signal: no more claims. */
  readonly #draining = new AbortController();
  /** Second signal: what runs is ended. */
  readonly #shutDown = new AbortController();
  /** Third signal: no more waiting. */
  readonly #leaving = new AbortController();
  /** Everything is over; also aborted, with the error as reason, by what should never happen. */
  readonly #ending = new AbortController();

  constructor(config: WorkerConfig, report: Reporter, timings: Partial<Timings> = {}) {
    this.#config = config;
    this.#report = report;
    this.#timings = { ...TIMINGS, ...timings };
    const { url, key, stateDir } = config;
    this.#api = createWorkerApi(createApiClient({ baseUrl: url, key }), this.#timings.requestTimeoutMs);
    this.#link = new Link(report, this.#timings);
    this.#state = new StateDir(stateDir);
    this.#outbox = new Outbox(this.#state.outboxDir, this.#api, this.#link, report);
  }

  /** The first call drains; the second ends what runs; the third leaves at once. */
  stop(): void {
    if (!this.#draining.signal.aborted) {
      this.#report.say(
        "draining",
        "No more claims; waiting for the running tasks. Signal again to end them.",
      );
      this.#draining.abort();
    } else if (!this.#shutDown.signal.aborted) {
      this.#report.say("stopping", "Ending the running tasks.");
      this.#shutDown.abort();
      for (const attempt of this.#held.list()) attempt.shutDown();
    } else {
      this.#leaving.abort();
    }
  }

  /** Resolves when drained. Throws a UsageError for what the caller has to mend. */
  async run(): Promise<void> {
    await this.#state.create();
    const releaseLock = takeLock(this.#state.lockFile, this.#state.path);
    try {
      this.#state.prune(Date.now());
      this.#outbox.load();
      await handBackLeftovers(this.#state, this.#outbox, this.#report);
      const registration = await this.#register();
      if (!this.#draining.signal.aborted) await this.#work(registration);
      this.#sayWhatIsLeft();
    } finally {
      this.#ending.abort();
      for (const attempt of this.#held.list()) attempt.abandon();
      killLiveGroups();
      releaseLock();
    }
  }

  /** Old results go first: registering anew may tell the control room that their attempts are over. */
  async #register(): Promise<Registration> {
    const { capabilities, capacity, labels, model, projectId } = this.#config;
    const name = this.#config.name ?? (await this.#state.defaultName());
    const body = { name, type: "worker", capabilities, capacity, labels, model, host: hostname() } as const;
    const registration = new Registration(
      { ...body, ...(projectId ? { projectId } : {}) },
      this.#api,
      this.#link,
      this.#report,
    );
    await registration.open(() => this.#outbox.deliverOnce(), this.#draining.signal);
    for (const attemptId of this.#outbox.ids()) {
      this.#guard(this.#outbox.deliver(attemptId, this.#ending.signal));
    }
    return registration;
  }

  async #work(registration: Registration): Promise<void> {
    const context = { api: this.#api, held: this.#held, link: this.#link, registration };
    this.#guard(keepBeating(context, this.#ending.signal));
    const draining = this.#draining.signal;
    const announceDrain = () => this.#guard(this.#announceDrain(registration));
    draining.addEventListener("abort", announceDrain, { once: true });
    registration.onRenewed(() => {
      if (draining.aborted) announceDrain();
    });
    await Promise.race([this.#claimUntilDrained(registration), this.#failure()]);
    await Promise.race([this.#waitUntilDone(), this.#failure()]);
  }

  async #claimUntilDrained(registration: Registration): Promise<void> {
    const { claimWaitMs, drainClaimMs, emptyReplyPauseMs } = this.#timings;
    const draining = this.#draining.signal;
    // A claim cut off in flight may already have been granted: it gets a moment to arrive.
    const cutOff = new AbortController();
    draining.addEventListener("abort", () => void sleep(drainClaimMs).then(() => cutOff.abort()), {
      once: true,
    });
    for (let failures = 0; !draining.aborted; ) {
      const free = this.#config.capacity - this.#held.size;
      if (free <= 0) {
        await this.#held.changes.wait(60_000, draining);
        continue;
      }
      try {
        const startedAt = performance.now();
        const body = { agentId: registration.agentId, max: free, waitMs: claimWaitMs };
        const { claims } = await this.#api.claim(body, cutOff.signal);
        failures = 0;
        this.#link.succeeded("claim");
        for (const claim of claims) this.#begin(claim, registration);
        const isEarly = performance.now() - startedAt < claimWaitMs / 2;
        if (claims.length === 0 && isEarly) await sleep(emptyReplyPauseMs * (0.5 + Math.random()), draining);
      } catch (error) {
        if (draining.aborted) return; // Also how the control room answers a claim once it knows.
        if (kindOfFailure(error) === null) throw error;
        if (isRefusal(error, "not_found")) await registration.renew(draining);
        this.#link.failed("claim", error);
        await this.#link.recovered.wait(this.#link.pauseMs(++failures, error), draining);
      }
    }
  }

  #begin(claim: Claim, registration: Registration): void {
    const { task, attempt } = claim;
    if (this.#held.find(attempt.id)) return;
    const facts = { taskId: task.id, title: task.title, attemptId: attempt.id, attempt: attempt.number };
    this.#report.say("claimed", `${task.id} ${JSON.stringify(task.title)} attempt ${attempt.number}`, facts);
    const mine = new Attempt(claim, {
      api: this.#api,
      config: this.#config,
      held: this.#held,
      link: this.#link,
      outbox: this.#outbox,
      report: this.#report,
      state: this.#state,
      ending: this.#ending.signal,
      agentId: () => registration.agentId,
    });
    this.#held.add(mine);
    this.#guard(mine.run());
    if (this.#shutDown.signal.aborted) mine.shutDown();
  }

  /** Waits for the commands without limit, for their delivery with one. */
  async #waitUntilDone(): Promise<void> {
    const leaving = this.#leaving.signal;
    const isRunning = () => this.#held.list().some((attempt) => !attempt.isDelivering && !attempt.isStopped);
    while (isRunning() && !leaving.aborted) await this.#held.changes.wait(250, leaving);
    const end = performance.now() + this.#timings.drainDeliveryMs;
    while (this.#held.size + this.#outbox.size > 0 && performance.now() < end && !leaving.aborted) {
      await this.#held.changes.wait(100, leaving);
    }
  }

  async #announceDrain({ agentId }: Registration): Promise<void> {
    const { signal } = this.#ending;
    await this.#link
      .persist("drain", () => this.#api.drain(agentId, signal), { signal })
      .catch((error: unknown) => {
        if (!signal.aborted && !isRefusal(error)) throw error;
      });
  }

  #sayWhatIsLeft(): void {
    const { size } = this.#outbox;
    const rest =
      size === 0 ? "" : ` ${size} result(s) could not be delivered yet; the next start sends them.`;
    this.#report.say("drained", `All tasks have ended.${rest}`, { undelivered: size });
  }

  // What fails here is a defect: it ends the runner, not silently one of its parts.
  #guard(work: Promise<unknown>): void {
    const run = work.then(
      () => {},
      (error: unknown) => {
        if (!this.#ending.signal.aborted) this.#ending.abort(error);
      },
    );
    this.#runs.add(run);
    void run.then(() => this.#runs.delete(run));
  }

  #failure(): Promise<never> {
    const { signal } = this.#ending;
    return new Promise((_, reject) => {
      const fail = () => reject(signal.reason);
      if (signal.aborted) fail();
      else signal.addEventListener("abort", fail, { once: true });
    });
  }
}
