// Who this runner is to the control room.
import type { ErrorCode } from "@/lib/platform/errors";
import type { RegisterAgent } from "@/lib/work/schema";
import type { WorkerApi } from "./api";
import { isRefusal, kindOfFailure, type Link } from "./link";
import type { Reporter } from "./report";
import { UsageError } from "./usage-error";

export class Registration {
  agentId = "";
  heartbeatIntervalMs = 0;
  readonly #body: RegisterAgent;
  readonly #api: WorkerApi;
  readonly #link: Link;
  readonly #report: Reporter;
  #renewal: Promise<void> | null = null;
  #afterRenewal: () => void = () => {};

  constructor(body: RegisterAgent, api: WorkerApi, link: Link, report: Reporter) {
    this.#body = body;
    this.#api = api;
    this.#link = link;
    this.#report = report;
  }

  /** Registers for the first time; a refusal is the caller's mistake and throws a UsageError. */
  async open(beforeEachTry: () => Promise<void>, signal: AbortSignal): Promise<void> {
    for (let failures = 1; !signal.aborted; failures++) {
      let pauseMs: number;
      await beforeEachTry();
      try {
        return await this.#register(signal);
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

  /** The control room no longer knows the agent. Callers share one renewal, which tries for ever. */
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
    this.#report.say("forgotten", "The control room does not know this agent; registering again.");
    for (let failures = 1; !signal.aborted; failures++) {
      let pauseMs: number;
      try {
        await this.#register(signal);
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

  async #register(signal: AbortSignal): Promise<void> {
    const { agent, heartbeatIntervalMs } = await this.#api.register(this.#body, signal);
    this.agentId = agent.id;
    this.heartbeatIntervalMs = heartbeatIntervalMs;
    this.#report.say("registered", `${agent.id} ${JSON.stringify(agent.name)} capacity ${agent.capacity}`, {
      agentId: agent.id,
      name: agent.name,
      capacity: agent.capacity,
    });
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
