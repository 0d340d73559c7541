// The connection to the control room: which errors pass, what is said about them, and trying again.
import { ApiError, ConnectionError } from "@/lib/client/http";
import { statusOf } from "@/lib/platform/errors";
import { backoffMs, Waker } from "./backoff";
import type { Reporter } from "./report";
import type { Timings } from "./timings";

/** `unauthorised` may pass too: a key can be issued again. `refused` stays refused. */
export type FailureKind = "unreachable" | "unauthorised" | "refused";

export function kindOfFailure(error: unknown): FailureKind | null {
  if (error instanceof ConnectionError) return "unreachable";
  if (!(error instanceof ApiError)) return null;
  const status = statusOf(error.code);
  if (status === 401 || status === 403) return "unauthorised";
  return status >= 500 || status === 429 ? "unreachable" : "refused";
}

export function isRefusal(error: unknown, code?: ApiError["code"]): error is ApiError {
  return error instanceof ApiError && kindOfFailure(error) === "refused" && (!code || error.code === code);
}

/** The error in one sentence, with the system's code where there is one. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = systemCode(error);
  return code ? `${error.message} (${code})` : error.message;
}

function systemCode(error: Error): string | undefined {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ("code" in at && typeof at.code === "string" && /^[A-Z][A-Z0-9_]+$/.test(at.code)) return at.code;
  }
  return undefined;
}

export class Link {
  readonly timings: Timings;
  /** Ends the waits of everything that is backing off, as soon as anything got through again. */
  readonly recovered = new Waker();
  /** When the last heartbeat was answered, in ms since the epoch. */
  lastBeatAt = 0;
  readonly #report: Reporter;
  readonly #failing = new Map<string, string>();

  constructor(report: Reporter, timings: Timings) {
    this.#report = report;
    this.timings = timings;
  }

  succeeded(what: string): void {
    if (!this.#failing.delete(what)) return;
    if (this.#failing.size === 0) this.#report.say("recovered", "The control room answers again.");
    this.recovered.wake();
  }

  /** Says each trouble once, however many calls meet it; a refused key is said every time. */
  failed(what: string, error: unknown): void {
    const message = describeFailure(error);
    const isKnown = [...this.#failing.values()].includes(message);
    this.#failing.set(what, message);
    if (kindOfFailure(error) === "unauthorised") {
      this.#report.say("unauthorised", `THE KEY WAS REFUSED (${what}): ${message} Trying again.`, { what });
    } else if (!isKnown) {
      this.#report.say("retrying", `${what}: ${message} Trying again.`, { what });
    }
  }

  /** How long to wait after the nth failure in a row: as asked by the control room, or the usual backoff. */
  pauseMs(failures: number, error: unknown, maxMs = this.timings.backoffMaxMs): number {
    const backoff = backoffMs(failures, { ...this.timings, backoffMaxMs: maxMs });
    const asked = error instanceof ApiError ? error.facts.retryAfterSeconds : undefined;
    return typeof asked === "number" ? Math.max(backoff, Math.min(asked * 1000, maxMs)) : backoff;
  }

  /** Nobody is waiting for this any more. */
  forget(what: string): void {
    this.#failing.delete(what);
  }

  /**
   * Calls until it succeeds. Throws what is refused for good, what is no failure of the connection,
   * what `shouldGiveUp` no longer wants to wait for, and the signal's reason.
   */
  async persist<T>(
    what: string,
    call: () => Promise<T>,
    { signal, shouldGiveUp }: { signal?: AbortSignal; shouldGiveUp?: (error: unknown) => boolean } = {},
  ): Promise<T> {
    for (let failures = 1; ; failures++) {
      let pauseMs: number;
      try {
        signal?.throwIfAborted();
        const reply = await call();
        this.succeeded(what);
        return reply;
      } catch (error) {
        const kind = kindOfFailure(error);
        if (signal?.aborted || kind === null || kind === "refused" || shouldGiveUp?.(error)) {
          this.forget(what);
          throw error;
        }
        this.failed(what, error);
        pauseMs = this.pauseMs(failures, error);
      }
      await this.recovered.wait(pauseMs, signal);
    }
  }
}
