// Who this runner, or this host, is to the control room.
import type { ErrorCode } from "@/lib/platform/errors";
import { isRefusal, kindOfFailure, type Link } from "./link";
import type { Reporter } from "./report";
import { UsageError } from "./usage-error";

export interface Registered {
  id: string;
  heartbeatIntervalMs: number;
}

export class Registration {
  /** Of the agent or the host. */
  id = "";
  heartbeatIntervalMs = 0;
  readonly #register: (signal: AbortSignal) => Promise<Registered>;
  readonly #link: Link;
  readonly #report: Reporter;
  #renewal: Promise<void> | null = null;
  #afterRenewal: () => void = () => {};

  /** `register` sends the request, and does what a success asks for. */
  constructor(register: (signal: AbortSignal) => Promise<Registered>, link: Link, report: Reporter) {
    this.#register = register;
    this.#link = link;
    this.#report = report;
  }

  /** Registers for the first time; a refusal is the caller's mistake and throws a UsageError. */
  async open(beforeEachTry: () => Promise<void>, signal: AbortSignal): Promise<void> {
    for (let failures = 1; !signal.aborted; failures++) {
      let pauseMs: number;
      await beforeEachTry();
      try {
        return await this.#send(signal);
      } catch (error) {
        if (signal.aborted) return;
        const kind = kindOfFailure(error);
        if (kind === null) throw error;
        if (kind === "unauthorised" || isRefusal(error)) throw toUsageError(error);
        this.#link.failed("registration", error);
        pauseMs = this.#link.pauseMs(failures, error);
      }
      await this.#link.recovered.wait(pauseMs, signal);
    }
  }

  /** The control room no longer knows it. Callers share one renewal, which tries for ever. */
  renew(signal: AbortSignal): Promise<void> {
    this.#renewal ??= this.#renew(signal).finally(() => {
      this.#renewal = null;
    });
    return this.#renewal;
  }

  /** What a renewal would undo, and has to be done again. */
  onRenewed(act: () => void): void {
    this.#afterRenewal = act;
  }

  async #renew(signal: AbortSignal): Promise<void> {
    this.#report.say("forgotten", `The control room does not know ${this.id}; registering again.`);
    for (let failures = 1; !signal.aborted; failures++) {
      let pauseMs: number;
      try {
        await this.#send(signal);
        return this.#afterRenewal();
      } catch (error) {
        if (signal.aborted) return;
        if (kindOfFailure(error) === null) throw error;
        this.#link.failed("registration", error);
        pauseMs = this.#link.pauseMs(failures, error);
      }
      await this.#link.recovered.wait(pauseMs, signal);
    }
  }

  async #send(signal: AbortSignal): Promise<void> {
    const { id, heartbeatIntervalMs } = await this.#register(signal);
    this.id = id;
    this.heartbeatIntervalMs = heartbeatIntervalMs;
    this.#link.succeeded("registration");
  }
}

const ADVICE: Partial<Record<ErrorCode, string>> = {
  unauthenticated: "check --key or OMOI_KEY",
  forbidden: "the key lacks the right to register agents here",
  not_found: "check --project",
};

function toUsageError(error: unknown): UsageError {
  if (!(error instanceof Error)) return new UsageError(String(error));
  const code = "code" in error ? (error.code as ErrorCode) : undefined;
  const advice = code ? ADVICE[code] : undefined;
  const detail = error.message.replace(/\.$/, "");
  return new UsageError(
    `The control room refused the registration: ${detail}${advice ? `; ${advice}` : ""}.`,
  );
}
