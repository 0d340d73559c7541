// The host: registers, starts agents when asked, retires them, and drains when told to.
import { mkdir } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { createApiClient } from "@/lib/client/http";
import type { HostHeartbeatReply, HostRequest } from "@/lib/work/schema";
import { createWorkerApi } from "../api";
import { Waker } from "../backoff";
import { failureOf } from "../failure";
import { describeFailure, isRefusal, kindOfFailure, Link } from "../link";
import { takeLock } from "../lock";
import { Registration } from "../registration";
import type { Reporter } from "../report";
import { StateDir } from "../state-dir";
import { TIMINGS, type Timings } from "../timings";
import { untilChanged } from "../until-changed";
import { createHostApi, type HostApi } from "./api";
import type { HostConfig } from "./config";
import { forgetOld, settleEstate } from "./estate";
import { AgentHome } from "./home";
import { HostAgent, type HostAgentContext } from "./host-agent";

export class Host {
  readonly #config: HostConfig;
  readonly #report: Reporter;
  readonly #timings: Timings;
  readonly #api: HostApi;
  readonly #link: Link;
  readonly #state: StateDir;
  readonly #registration: Registration;
  readonly #context: HostAgentContext;
  readonly #agents = new Map<string, HostAgent>();
  readonly #changes = new Waker();
  /** First signal: no more agents, and those that are drain. */
  readonly #draining = new AbortController();
  /** Third signal: what still runs is left behind, and the next host finds it. */
  readonly #leaving = new AbortController();
  /** Everything is over; also aborted, with the error as reason, by what should never happen. */
  readonly #ending = new AbortController();
  #signals = 0;

  constructor(config: HostConfig, report: Reporter, timings: Partial<Timings> = {}) {
    this.#config = config;
    this.#report = report;
    this.#timings = { ...TIMINGS, ...timings };
    const call = createApiClient({ baseUrl: config.url, key: config.key });
    this.#api = createHostApi(call, this.#timings.requestTimeoutMs);
    this.#link = new Link(report, this.#timings);
    this.#state = new StateDir(config.stateDir);
    this.#registration = new Registration((signal) => this.#register(signal), this.#link, report);
    this.#context = {
      config,
      report,
      key: config.key,
      timings: this.#timings,
      link: this.#link,
      api: createWorkerApi(call, this.#timings.requestTimeoutMs),
      hostApi: this.#api,
      ending: this.#ending.signal,
      hostId: () => this.#registration.id,
      changed: () => this.#changes.wake(),
      guard: (work) => this.#guard(work),
    };
  }

  /** The first call drains; the second ends the agents' tasks too; the third leaves at once. */
  stop(): void {
    this.#signals++;
    if (this.#signals === 1) this.#drain("Draining all agents. Signal again to end their tasks.");
    else for (const agent of this.#agents.values()) agent.stop({ isUrgent: true });
    if (this.#signals > 2) this.#leaving.abort();
  }

  /** Resolves when drained. Throws a UsageError for what the caller has to mend. */
  async run(): Promise<void> {
    await this.#state.create();
    const agentsDir = join(this.#state.path, "agents");
    for (const dir of [agentsDir, this.#state.repositoriesDir]) {
      await mkdir(dir, { recursive: true, mode: 0o700 });
    }
    const releaseLock = takeLock(this.#state.lockFile, this.#state.path);
    try {
      await this.#registration.open(async () => {}, this.#draining.signal);
      // Drained before the control room knew of this host: its agents of before go on by themselves.
      if (this.#registration.id === "") return;
      await this.#takeUp(agentsDir);
      await Promise.race([this.#work(agentsDir), failureOf(this.#ending.signal)]);
      this.#report.say("drained", `${this.#agents.size} agent(s) left behind.`, { left: this.#agents.size });
    } finally {
      this.#ending.abort();
      releaseLock();
    }
  }

  async #register(signal: AbortSignal) {
    const { agentsMax, projectId, templates } = this.#config;
    const name = this.#config.name ?? (await this.#state.defaultName());
    const body = {
      name,
      machine: hostname(),
      agentsMax,
      ...(projectId ? { projectId } : {}),
      templates: templates.map(({ name: template, capabilities, capacity, model = null, profile }) => ({
        name: template,
        capabilities,
        capacity,
        model,
        profile,
      })),
    };
    const { host, heartbeatIntervalMs } = await this.#api.register(body, signal);
    const text = `${host.id} ${JSON.stringify(host.name)} for ${host.agentsMax} agent(s)`;
    this.#report.say("registered", text, { hostId: host.id, name: host.name, agentsMax });
    return { id: host.id, heartbeatIntervalMs };
  }

  /** What an earlier host has begun: agents that live are kept, results of those that ended are delivered. */
  async #takeUp(agentsDir: string): Promise<void> {
    const { homes, unreadable } = AgentHome.load(agentsDir);
    for (const path of unreadable) this.#report.say("unreadable", `${path} holds no agent.`, { path });
    for (const home of homes) {
      if (home.record.endedAt === null) this.#begin(home);
      else if (!(await forgetOld(home, this.#context))) this.#guard(settleEstate(home, this.#context));
    }
  }

  async #work(agentsDir: string): Promise<void> {
    const beating = new AbortController();
    this.#guard(this.#keepBeating(agentsDir, beating.signal));
    const draining = this.#draining.signal;
    while (!draining.aborted) await this.#changes.wait(60_000, draining);
    const leaving = this.#leaving.signal;
    const isAnyLeft = () => [...this.#agents.values()].some(({ isGone }) => !isGone);
    while (isAnyLeft() && !leaving.aborted) await this.#changes.wait(250, leaving);
    const end = performance.now() + this.#timings.drainDeliveryMs;
    while (this.#agents.size > 0 && performance.now() < end && !leaving.aborted) {
      await this.#changes.wait(100, leaving);
    }
    beating.abort();
    await this.#beat(agentsDir, { isUrgent: true }, this.#ending.signal).catch((error: unknown) => {
      // Retired already by an earlier beat; or it is retired as soon as it counts as offline.
      if (kindOfFailure(error) === null) throw error;
      if (!isRefusal(error)) this.#report.say("undelivered", `The last word: ${describeFailure(error)}`);
    });
  }

  #drain(why: string): void {
    if (this.#draining.signal.aborted) return;
    this.#report.say("draining", why);
    this.#draining.abort();
    for (const agent of this.#agents.values()) agent.stop();
    this.#changes.wake();
  }

  async #keepBeating(agentsDir: string, signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; ) {
      try {
        const isNewsPossible = await this.#beat(agentsDir, { isUrgent: failures > 0 }, signal);
        failures = 0;
        // An answer that came at once would come at once again.
        if (!isNewsPossible) await this.#changes.wait(this.#timings.emptyReplyPauseMs, signal);
      } catch (error) {
        if (signal.aborted) return;
        if (kindOfFailure(error) === null) throw error;
        if (isRefusal(error, "invalid_state")) return this.#drain(error.message);
        if (isRefusal(error, "not_found")) await this.#registration.renew(signal);
        else this.#link.failed("heartbeat", error);
        const pauseMs = this.#link.pauseMs(++failures, error, this.#timings.beatBackoffMaxMs);
        await this.#changes.wait(pauseMs, signal);
      }
    }
  }

  /** Whether the next beat may wait for news: false when this one was answered early with nothing new. */
  async #beat(agentsDir: string, { isUrgent }: { isUrgent: boolean }, signal: AbortSignal): Promise<boolean> {
    const waitMs = isUrgent
      ? 0
      : Math.min(this.#registration.heartbeatIntervalMs, this.#timings.beatWaitMaxMs);
    const isDraining = this.#draining.signal.aborted;
    const named = [...this.#agents.values()].filter((agent) => agent.isNamed);
    const running = named.map(({ requestId, home }) => ({ requestId, agentId: home.record.agentId }));
    const startedAt = performance.now();
    const reply = await untilChanged(this.#changes, signal, (until) =>
      this.#api.heartbeat(this.#registration.id, { running, isDraining, waitMs }, until),
    );
    if (reply === null) return true;
    this.#link.lastBeatAt = Date.now();
    this.#link.succeeded("heartbeat");
    const isNews = await this.#obey(agentsDir, reply);
    return isUrgent || isNews || performance.now() - startedAt > waitMs / 2;
  }

  /** Whether the reply brought anything that was not known. */
  async #obey(agentsDir: string, reply: HostHeartbeatReply): Promise<boolean> {
    const fresh = reply.requests.filter(({ id }) => !this.#agents.has(id));
    for (const request of fresh) await this.#accept(agentsDir, request);
    const over = reply.stop.flatMap((id) => this.#agents.get(id) ?? []).filter((agent) => agent.isNamed);
    for (const agent of over) agent.release();
    const mustDrain = reply.drain && !this.#draining.signal.aborted;
    if (mustDrain) this.#drain("The control room drains this host.");
    return fresh.length > 0 || over.length > 0 || mustDrain;
  }

  /** On disk before the control room hears its name again: whatever happens, it is started once. */
  async #accept(agentsDir: string, { id, template }: HostRequest): Promise<void> {
    const { agentsMax } = this.#config;
    const living = [...this.#agents.values()].filter(({ isGone }) => !isGone).length;
    const failure = living >= agentsMax ? `This host runs its ${agentsMax} agent(s) already.` : null;
    const hostName = this.#config.name ?? (await this.#state.defaultName());
    const name = `${hostName.slice(0, 40)}-${template.slice(0, 30)}-${id.slice(-6)}`;
    const record = { requestId: id, template, name, failure, agentId: null, endedAt: null } as const;
    const begun = { ...record, isReported: false, isStopping: false };
    this.#begin(await AgentHome.create(agentsDir, begun, this.#state.repositoriesDir));
  }

  #begin(home: AgentHome): void {
    const agent = new HostAgent(home, this.#context);
    this.#agents.set(agent.requestId, agent);
    if (this.#draining.signal.aborted) agent.stop();
    const run = agent.run().then(() => {
      if (this.#ending.signal.aborted) return;
      this.#agents.delete(agent.requestId);
      this.#changes.wake();
    });
    this.#guard(run);
  }

  // What fails here is a defect: it ends the host, not silently one of its parts. The agents live on.
  #guard(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      if (!this.#ending.signal.aborted) this.#ending.abort(error);
    });
  }
}
