// What one command prints: to the control room, to the local log, and the tails that a result quotes.
import { readFile, stat } from "node:fs/promises";
import { type Claim, LOG_BYTES_MAX, type LogPosition } from "@/lib/work/schema";
import type { AttemptContext } from "./attempt";
import { sleep } from "./backoff";
import type { CommandEnd } from "./executor";
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
import { isSystemError } from "./proc";
import { Tail } from "./tail";

/** The command has ended: so many failed sends, with heartbeats answered between them, give the log up. */
const STRIKES_MAX = 3;

export class AttemptOutput {
  readonly stream: LogStream;
  readonly #claim: Claim;
  readonly #context: AttemptContext;
  readonly #local: LocalLog;
  readonly #stdout = new Tail(OUTPUT_BYTES_MAX * 2);
  readonly #all = new Tail(MESSAGE_TAIL_BYTES_MAX * 2);
  readonly #abandoned = new AbortController();
  #closedBecause: string | null = null;

  constructor(claim: Claim, context: AttemptContext, isEnded: () => boolean) {
    this.#claim = claim;
    this.#context = context;
    this.#local = new LocalLog(context.state.logFile(claim.attempt.id), LOG_BYTES_MAX);
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

  async decide(end: CommandEnd): Promise<Outcome> {
    const { config, state } = this.#context;
    return decideOutcome(end, {
      file: config.command[0],
      timeoutSeconds: this.#claim.task.timeoutSeconds,
      stdoutTail: this.#stdout.text,
      outputTail: this.#all.text,
      resultFile: await readResultFile(state.resultFile(this.#claim.attempt.id)),
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

  #send(chunk: { offset: number; text: string }, isEnded: () => boolean): Promise<LogPosition> {
    const { api, link } = this.#context;
    const { task, attempt, fence } = this.#claim;
    const { signal } = this.#abandoned;
    let strikes = 0;
    let previousTryAt = Number.POSITIVE_INFINITY;
    let tryAt = previousTryAt;
    const call = () => {
      previousTryAt = tryAt;
      tryAt = Date.now();
      return api.appendLog(task.id, { attemptId: attempt.id, fence, ...chunk }, signal);
    };
    // While nothing gets through, waiting loses nothing. When only the log does not, it must not keep the result back.
    const shouldGiveUp = () => isEnded() && link.lastBeatAt > previousTryAt && ++strikes >= STRIKES_MAX;
    return link.persist(`log of ${task.id}`, call, { signal, shouldGiveUp });
  }
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
