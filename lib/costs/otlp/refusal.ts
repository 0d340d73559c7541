// What of a request is not taken, and why: it is told with the answer, and the rest counts.

/** Thrown for one record, span or data point. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

const REASONS_TOLD = 10;
const REASON_LENGTH_MAX = 300;

export class Refusals {
  readonly #reasons = new Map<string, number>();
  readonly #noun: string;

  constructor(noun: string) {
    this.#noun = noun;
  }

  add(reason: string, count = 1): void {
    const told = reason.slice(0, REASON_LENGTH_MAX);
    this.#reasons.set(told, (this.#reasons.get(told) ?? 0) + count);
  }

  summary(): { count: number; message: string } {
    const reasons = [...this.#reasons];
    const count = reasons.reduce((sum, [, times]) => sum + times, 0);
    if (count === 0) return { count, message: "" };
    const told = reasons
      .slice(0, REASONS_TOLD)
      .map(([reason, times]) => (times > 1 ? `${reason} (${times} times)` : reason));
    const more = reasons.length > REASONS_TOLD ? [`And ${reasons.length - REASONS_TOLD} reasons more.`] : [];
    return { count, message: [`${count} ${this.#noun} refused.`, ...told, ...more].join(" ") };
  }
}
