// The runner's side of the API, kept in memory; a restart of its HTTP server loses nothing, as in the product.
import type { z } from "zod";
import {
  type Agent,
  AppendLog,
  type Claim,
  Claims,
  ClaimTasks,
  CompleteTask,
  FailTask,
  Heartbeat,
  HeartbeatReply,
  LOG_BYTES_MAX,
  PutArtifact,
  RegisterAgent,
  StartTask,
  type Task,
} from "@/lib/work/schema";
import { FakeHttp, type Received, Refusal } from "./fake-http";
import { fakeAgent, fakeArtifact, fakeAttempt, fakeTask, type Held } from "./fake-records";
import { LongPolls } from "./long-polls";

export const KEY = "omk_test_0123456789abcdef";

export type { Held };

export class FakeControlRoom {
  readonly http = new FakeHttp((request) => this.#handle(request));
  readonly agents = new Map<string, Agent>();
  readonly held = new Map<string, Held>();
  /** Bodies that the published contract refuses; a test that leaves any has failed. */
  readonly violations: string[] = [];
  heartbeatIntervalMs = 1_000;
  /** What the next claims tell that they may cost. */
  budgetUsd: string | null = null;
  logBytesMax = LOG_BYTES_MAX;
  /** Answers long polls at once. */
  isImpatient = false;
  /** Heartbeats ask the agent to drain. */
  isDraining = false;
  /** A state that gets no tasks: claims are refused with it. */
  agentState: string | null = null;
  /** How far this control room's clock is ahead of the machine's. */
  clockAheadMs = 0;
  #queue: Task[] = [];
  #fence = 100;
  #answered = new Map<string, { content: string; reply: unknown }>();
  readonly #polls = new LongPolls();

  addTask(own: Partial<Task> = {}): Task {
    const task = fakeTask(own);
    this.#queue.push(task);
    this.#polls.wake();
    return task;
  }

  /** The newest attempt of the task; throws when nobody has claimed it. */
  attemptOf(task: Task): Held {
    const found = [...this.held.values()].findLast((held) => held.task.id === task.id);
    if (!found) throw new Error("The task has not been claimed.");
    return found;
  }

  cancel(task: Task, graceMs: number): void {
    const deadline = new Date(Date.now() + this.clockAheadMs + graceMs).toISOString();
    this.attemptOf(task).cancel = { reason: "No longer needed.", deadline };
    this.#polls.wake();
  }

  drain(): void {
    this.isDraining = true;
    this.#polls.wake();
  }

  lose(task: Task): void {
    this.attemptOf(task).isLost = true;
    this.#polls.wake();
  }

  /** As after a restore from an old backup. */
  forgetAgents(): void {
    this.agents.clear();
    this.#polls.wake();
  }

  async #handle(request: Received): Promise<unknown> {
    if (request.key !== KEY) throw new Refusal("unauthenticated", "The key is not valid.");
    const [, kind, id = "", act] = request.path.split("/");
    if (kind === "agents" && act === undefined) return this.#register(request);
    if (kind === "agents" && act === "heartbeat") return this.#beat(id, request);
    if (kind === "agents" && act === "drain") return { ...this.#agent(id), status: "draining" };
    if (kind === "tasks" && id === "claim") return this.#claim(request);
    if (kind === "tasks" && act === "start") return this.#start(request);
    if (kind === "tasks" && act === "log") return this.#appendLog(request);
    if (kind === "tasks" && act === "artifacts") return this.#putArtifact(request);
    if (kind === "tasks" && act === "complete") return this.#once(request, () => this.#complete(request));
    if (kind === "tasks" && act === "fail") return this.#once(request, () => this.#fail(request));
    throw new Refusal("not_found");
  }

  #register(request: Received): unknown {
    const input = this.#parse(RegisterAgent, request);
    const known = [...this.agents.values()].find(({ name }) => name === input.name);
    const agent = known ?? fakeAgent(input);
    this.agents.set(agent.id, agent);
    return { agent, heartbeatIntervalMs: this.heartbeatIntervalMs };
  }

  async #claim(request: Received): Promise<Claims> {
    const { agentId, max, waitMs } = this.#parse(ClaimTasks, request);
    const agent = this.#agent(agentId);
    if (this.agentState) {
      const detail = `This agent is ${this.agentState} and gets no new tasks.`;
      throw new Refusal("invalid_state", detail, { state: this.agentState });
    }
    await this.#until(() => this.#queue.length > 0, waitMs, request.gone);
    if (request.gone.aborted) return { claims: [] };
    const claims = this.#queue.splice(0, max).map((task): Claim => {
      const fence = String(++this.#fence);
      const attempt = fakeAttempt(task, agent, ++task.attemptCount, fence);
      this.held.set(attempt.id, {
        ...{
          task,
          attempt,
          fence,
          log: Buffer.alloc(0),
          artifacts: [],
          cancel: null,
          isLost: false,
          closedBy: null,
        },
        ...{ stoppedAt: null, result: null, failure: null, late: [] },
      });
      return {
        task: structuredClone(task),
        attempt,
        fence,
        leaseUntil: attempt.leaseUntil,
        budgetUsd: this.budgetUsd,
      };
    });
    return Claims.parse({ claims });
  }

  async #beat(agentId: string, request: Received): Promise<HeartbeatReply> {
    const input = this.#parse(Heartbeat, request);
    this.#agent(agentId);
    for (const { attemptId, fence, stopped } of input.attempts) {
      const held = this.held.get(attemptId);
      if (stopped && held?.fence === fence && held.closedBy === null) {
        held.closedBy = "stopped";
        held.stoppedAt = Date.now();
      }
    }
    const isNews = ({ attemptId }: { attemptId: string }) => this.#beatState(attemptId) !== "held";
    await this.#until(
      () =>
        input.attempts.some(isNews) || (this.isDraining && !input.isDraining) || !this.agents.has(agentId),
      input.waitMs,
      request.gone,
    );
    this.#agent(agentId);
    return HeartbeatReply.parse({
      drain: this.isDraining,
      attempts: input.attempts.map(({ attemptId }) => {
        const state = this.#beatState(attemptId);
        const order = state === "cancelling" ? this.held.get(attemptId)?.cancel : null;
        const now = Date.now() + this.clockAheadMs;
        const remainingMs = order ? Math.max(0, Date.parse(order.deadline) - now) : 0;
        const cancel = order ? { ...order, remainingMs } : null;
        return { attemptId, state, leaseUntil: null, cancel };
      }),
    });
  }

  #beatState(attemptId: string): "held" | "cancelling" | "lost" {
    const held = this.held.get(attemptId);
    if (!held || held.isLost || held.closedBy) return "lost";
    return held.cancel ? "cancelling" : "held";
  }

  #start(request: Received): Task {
    const { task, cancel } = this.#open(this.#parse(StartTask, request));
    if (cancel) throw new Refusal("lease_lost");
    return { ...task, state: "running" };
  }

  #appendLog(request: Received): unknown {
    const chunk = this.#parse(AppendLog, request);
    const held = this.#open(chunk);
    const bytes = Buffer.from(chunk.text);
    const known = held.log.subarray(chunk.offset, chunk.offset + bytes.length);
    if (chunk.offset > held.log.length || !known.equals(bytes.subarray(0, known.length))) {
      this.violations.push(`log chunk at ${chunk.offset} does not fit a log of ${held.log.length} bytes`);
      throw new Refusal("conflict");
    }
    held.log = Buffer.concat([held.log.subarray(0, chunk.offset), bytes]).subarray(0, this.logBytesMax);
    return { nextOffset: held.log.length, full: held.log.length === this.logBytesMax };
  }

  #putArtifact(request: Received): unknown {
    const { attemptId, fence, contentBase64 = "", ...rest } = this.#parse(PutArtifact, request);
    const held = this.#open({ attemptId, fence, ...rest });
    const content = Buffer.from(contentBase64, "base64");
    const { type, name, mediaType } = rest;
    held.artifacts.push({ type, name, mediaType, content });
    return fakeArtifact(held.task.id, attemptId, { type, name, mediaType, sizeBytes: content.length });
  }

  #complete(request: Received): Task {
    const input = this.#parse(CompleteTask, request);
    const held = this.#open(input);
    held.closedBy = "complete";
    held.result = input;
    return { ...held.task, state: "completed", result: input.result };
  }

  #fail(request: Received): Task {
    const input = this.#parse(FailTask, request);
    const held = this.#open(input);
    // After a cancel a failure means that it has stopped.
    held.closedBy = held.cancel ? "stopped" : "fail";
    if (held.cancel) held.stoppedAt = Date.now();
    held.failure = input;
    return { ...held.task, state: "failed", error: input.error };
  }

  /** The attempt behind a write, unless it is closed or lost. */
  #open({ attemptId, fence, ...rest }: { attemptId: string; fence: string }): Held {
    const held = this.held.get(attemptId);
    if (!held) throw new Refusal("not_found");
    if (held.fence !== fence || held.isLost || held.closedBy) {
      held.late.push(rest);
      throw new Refusal("lease_lost");
    }
    return held;
  }

  #once(request: Received, act: () => unknown): unknown {
    const key = request.idempotencyKey;
    if (!key) this.violations.push(`${request.path} without an Idempotency-Key`);
    const known = key ? this.#answered.get(key) : undefined;
    const content = `${request.path}\n${request.text}`;
    if (known && known.content !== content) throw new Refusal("idempotency_key_reused");
    if (known) return known.reply;
    const reply = act();
    if (key) this.#answered.set(key, { content, reply });
    return reply;
  }

  #agent(id: string): Agent {
    const agent = this.agents.get(id);
    if (!agent) throw new Refusal("not_found", "There is no such agent.");
    return agent;
  }

  #parse<T>(schema: z.ZodType<T>, { path, body }: Received): T {
    const parsed = schema.safeParse(body);
    if (parsed.success) return parsed.data;
    this.violations.push(`${path}: ${parsed.error.message}`);
    throw new Refusal("invalid_request");
  }

  #until(isTrue: () => boolean, waitMs: number, gone: AbortSignal): Promise<void> {
    return this.#polls.until(isTrue, this.isImpatient ? 0 : waitMs, gone);
  }
}
