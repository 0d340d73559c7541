// The runner: registers, claims, keeps its leases, and drains when told to.
import { hostname } from "node:os";
import { createApiClient } from "@/lib/client/http";
import type { Claim, RegisterAgent } from "@/lib/work/schema";
import { createWorkerApi, type WorkerApi } from "./api";
import { Attempt } from "./attempt";
import { sleep } from "./backoff";
import type { WorkerConfig } from "./config";
import { killLiveGroups } from "./executor";
import { failureOf } from "./failure";
import { keepBeating } from "./heartbeat";
import { HeldAttempts } from "./held-attempts";
import { handBackLeftovers } from "./leftovers";
import { isRefusal, kindOfFailure, Link } from "./link";
import { takeLock } from "./lock";
import { Outbox } from "./outbox";
import { type Registered, Registration } from "./registration";
import type { Reporter } from "./report";
import { StateDir } from "./state-dir";
import { TIMINGS, type Timings } from "./timings";
import { pruneWorkdirs } from "./worktree/prune";
import { Repository } from "./worktree/repository";

export class Runner {
  readonly #config: WorkerConfig;
  readonly #report: Reporter;
  readonly #timings: Timings;
  readonly #api: WorkerApi;
  readonly #link: Link;
  readonly #state: StateDir;
  readonly #outbox: Outbox;
  readonly #held = new HeldAttempts();
  readonly #repository: Repository | null;
  readonly #runs = new Set<Promise<void>>();
  /** Words to the control room that this agent drains, which are on their way. */
  #announcing = 0;
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
    const { worktrees } = config;
    this.#repository = worktrees && new Repository(this.#state.repositoriesDir, worktrees.repository);
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
      this.#state.forgetAgent();
      this.#outbox.load();
      await handBackLeftovers(this.#state, this.#outbox, this.#report);
      await this.#pruneWorkdirs();
      const registration = await this.#register();
      if (!this.#draining.signal.aborted) await this.#work(registration);
      await this.#state.noteAgent({ agentId: registration.id || null, isDrained: true });
      this.#sayWhatIsLeft();
    } finally {
      this.#ending.abort();
      for (const attempt of this.#held.list()) attempt.abandon();
      killLiveGroups();
      releaseLock();
    }
  }

  async #pruneWorkdirs(): Promise<void> {
    const isNoneKept = this.#config.worktrees?.keep === "none";
    const git = { key: this.#config.key, timings: this.#timings };
    await pruneWorkdirs(git, this.#state, { now: Date.now(), isNoneKept, report: this.#report });
  }

  /** Old results go first: registering anew may tell the control room that their attempts are over. */
  async #register(): Promise<Registration> {
    const { capabilities, capacity, labels, model, phaseAffinity, projectId } = this.#config;
    const name = this.#config.name ?? (await this.#state.defaultName());
    const facts = { capabilities, capacity, labels, model, phaseAffinity, host: hostname() };
    const body = { name, type: "worker", ...facts, ...(projectId ? { projectId } : {}) } as const;
    const registration = new Registration(
      (signal) => this.#sendRegistration(body, signal),
      this.#link,
      this.#report,
    );
    await registration.open(() => this.#outbox.deliverOnce(), this.#draining.signal);
    for (const attemptId of this.#outbox.ids()) {
      this.#guard(this.#outbox.deliver(attemptId, this.#ending.signal));
    }
    return registration;
  }

  async #sendRegistration(body: RegisterAgent, signal: AbortSignal): Promise<Registered> {
    const { agent, heartbeatIntervalMs } = await this.#api.register(body, signal);
    const { id, name, capacity } = agent;
    await this.#state.noteAgent({ agentId: id, isDrained: false });
    const text = `${id} ${JSON.stringify(name)} capacity ${capacity}`;
    this.#report.say("registered", text, { agentId: id, name, capacity });
    return { id, heartbeatIntervalMs };
  }

  async #work(registration: Registration): Promise<void> {
    const onDrain = () => this.#drainAsAsked("The control room drains this agent");
    const draining = this.#draining.signal;
    const isDraining = () => draining.aborted;
    const context = { api: this.#api, held: this.#held, link: this.#link, registration, onDrain, isDraining };
    this.#guard(keepBeating(context, this.#ending.signal));
    const announceDrain = () => this.#guard(this.#announceDrain(registration));
    draining.addEventListener("abort", announceDrain, { once: true });
    registration.onRenewed(() => {
      if (draining.aborted) announceDrain();
    });
    await Promise.race([this.#claimUntilDrained(registration), failureOf(this.#ending.signal)]);
    await Promise.race([this.#waitUntilDone(), failureOf(this.#ending.signal)]);
  }

  /** By the control room, not by a signal: no more claims, and the end when the last task has. */
  #drainAsAsked(why: string): void {
    if (this.#draining.signal.aborted) return;
    this.#report.say("draining", `${why}; waiting for the running tasks.`);
    this.#draining.abort();
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
        const body = { agentId: registration.id, max: free, waitMs: claimWaitMs };
        const { claims } = await this.#api.claim(body, cutOff.signal);
        failures = 0;
        this.#link.succeeded("claim");
        for (const claim of claims) this.#begin(claim, registration);
        const isEarly = performance.now() - startedAt < claimWaitMs / 2;
        if (claims.length === 0 && isEarly) await sleep(emptyReplyPauseMs * (0.5 + Math.random()), draining);
      } catch (error) {
        if (draining.aborted) return; // Also how the control room answers a claim once it knows.
        if (kindOfFailure(error) === null) throw error;
        // A quarantine may be lifted again; a drained or retired agent gets no work ever more.
        if (isRefusal(error, "invalid_state") && error.facts.state !== "quarantined") {
          return this.#drainAsAsked(error.message.replace(/\.$/, ""));
        }
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
      repository: this.#repository,
      state: this.#state,
      ending: this.#ending.signal,
      agentId: () => registration.id,
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
    // Who ends without a word is lost, and not retired.
    const last = performance.now() + this.#timings.drainAnnounceMs;
    while (this.#announcing > 0 && performance.now() < last && !leaving.aborted) {
      await this.#held.changes.wait(100, leaving);
    }
  }

  async #announceDrain({ id }: Registration): Promise<void> {
    const { signal } = this.#ending;
    this.#announcing++;
    await this.#link
      .persist("drain", () => this.#api.drain(id, signal), { signal })
      .catch((error: unknown) => {
        if (!signal.aborted && !isRefusal(error)) throw error;
      });
    this.#announcing--;
    this.#held.changes.wake();
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
}
