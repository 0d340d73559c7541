// What an attempt's programs print: to the control room, to the local log, and what a result quotes of it.
import { readFile, stat } from "node:fs/promises";
import { type Claim, LOG_BYTES_MAX, type LogPosition, type UsageSummary } from "@/lib/work/schema";
import type { AttemptContext } from "./attempt";
import { sleep } from "./backoff";
import type { CommandEnd, OutputSource } from "./executor";
import { LocalLog } from "./local-log";
import { LogStream } from "./log-stream";
import {
  decideOutcome,
  MESSAGE_TAIL_BYTES_MAX,
  OUTPUT_BYTES_MAX,
  type Outcome,
  RESULT_BYTES_MAX,
  type ResultFile,
} from "./outcome";
import { Patience } from "./patience";
import { isSystemError } from "./proc";
import { findProfile } from "./profiles";
import { AgentStream } from "./profiles/agent-stream";
import type { AgentProfile, AgentReader } from "./profiles/profile";
import { toSummary } from "./profiles/usage";
import { Tail } from "./tail";

interface WatchedAgent {
  profile: AgentProfile;
  reader: AgentReader;
  stream: AgentStream;
}

export class AttemptOutput {
  readonly stream: LogStream;
  readonly #claim: Claim;
  readonly #context: AttemptContext;
  readonly #local: LocalLog;
  readonly #agent: WatchedAgent | null;
  readonly #stdout = new Tail(OUTPUT_BYTES_MAX * 2);
  readonly #all = new Tail(MESSAGE_TAIL_BYTES_MAX * 2);
  readonly #abandoned = new AbortController();
  #closedBecause: string | null = null;

  constructor(claim: Claim, context: AttemptContext, isEnded: () => boolean) {
    this.#claim = claim;
    this.#context = context;
    this.#local = new LocalLog(context.state.logFile(claim.attempt.id), LOG_BYTES_MAX);
    this.#agent = this.#createAgent(context.config);
    this.stream = new LogStream({
      flushMs: context.link.timings.logFlushMs,
      send: (chunk) => this.#send(chunk, isEnded),
      onText: (source, text, bytes) => {
        this.#local.write(bytes);
        this.#all.push(text);
        if (source === "stdout") this.#stdout.push(text);
      },
      onClosed: (why) => {
        this.#closedBecause = why;
      },
    });
  }

  /** What the agent prints. A profile makes its events readable first. */
  takeFromAgent(source: OutputSource, bytes: Buffer): void {
    if (source === "stdout" && this.#agent) this.#agent.stream.push(bytes);
    else this.stream.write(source, bytes);
  }

  /** What anything else prints that runs for the attempt, and the runner's own words. */
  take(source: OutputSource, bytes: Buffer): void {
    this.stream.write(source, bytes);
  }

  /** Decides by what the agent has left behind. */
  async decide(end: CommandEnd): Promise<Outcome> {
    const { config, state } = this.#context;
    this.#agent?.stream.end();
    this.stream.endPart();
    return decideOutcome(end, {
      file: config.command[0],
      timeoutSeconds: this.#claim.task.timeoutSeconds,
      stdoutTail: this.#stdout.text,
      outputTail: this.#all.text,
      resultFile: await readResultFile(state.resultFile(this.#claim.attempt.id)),
      agent: this.#agent && toFacts(this.#agent),
    });
  }

  /** What the agent has used so far, as far as its output tells. */
  usage(durationMs: number): UsageSummary {
    const report = this.#agent?.reader.report() ?? null;
    return toSummary(report?.usage ?? null, {
      durationMs,
      sessionId: report?.sessionId ?? null,
      source: this.#agent?.profile.name ?? null,
    });
  }

  /** Waits this long at most for the rest of the log, then lets go of it. */
  async sentWithin(ms: number): Promise<void> {
    await Promise.race([this.stream.sent(), sleep(ms)]);
    this.#stopSending();
  }

  /** The control room has the log, as far as it wanted it; a shortened one is kept here. */
  async remove(): Promise<void> {
    if (this.#closedBecause !== null) return this.keep();
    this.#stopSending();
    await this.#local.remove();
  }

  async keep(): Promise<void> {
    this.#stopSending();
    if (this.#closedBecause !== null) this.#local.note(this.#closedBecause);
    await this.#local.close();
    const { path } = this.#local;
    this.#context.report.say("log", `${this.#claim.task.id}: the log is kept in ${path}`, {
      taskId: this.#claim.task.id,
      attemptId: this.#claim.attempt.id,
      path,
    });
  }

  /** The runner is over. */
  abandon(): void {
    this.#stopSending();
    void this.#local.close();
  }

  #stopSending(): void {
    this.stream.close();
    this.#abandoned.abort();
  }

  #createAgent({ profile: name, model }: AttemptContext["config"]) {
    const profile = findProfile(name);
    if (!profile) return null;
    const reader = profile.createReader(model);
    const show = (text: string) => this.stream.write("stdout", Buffer.from(text));
    return { profile, reader, stream: new AgentStream(reader, show, profile.noise) };
  }

  #send(chunk: { offset: number; text: string }, isEnded: () => boolean): Promise<LogPosition> {
    const { api, link } = this.#context;
    const { task, attempt, fence } = this.#claim;
    const { signal } = this.#abandoned;
    const patience = new Patience(link, isEnded);
    const call = () => {
      patience.noteTry();
      return api.appendLog(task.id, { attemptId: attempt.id, fence, ...chunk }, signal);
    };
    return link.persist(`log of ${task.id}`, call, { signal, shouldGiveUp: patience.shouldGiveUp });
  }
}

function toFacts({ profile: { name, advice }, reader, stream }: WatchedAgent) {
  return { name, advice, isUnderstood: stream.isUnderstood, report: reader.report() };
}

async function readResultFile(path: string): Promise<ResultFile> {
  try {
    const { size } = await stat(path);
    if (size > RESULT_BYTES_MAX) return { kind: "too_large" };
    return { kind: "text", text: await readFile(path, "utf8") };
  } catch (error) {
    // A directory or an unreadable file is no valid result, but no reason to call it absent either.
    return isSystemError(error, "ENOENT") ? { kind: "absent" } : { kind: "text", text: "" };
  }
}
