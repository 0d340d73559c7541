/** Things in the order of an instant of theirs, so that those of a span are found without looking at all. */
export class InOrder<T> {
  readonly #items: readonly T[];
  readonly #ms: Float64Array;

  /** What has no such instant is left out. */
  constructor(items: readonly T[], instantOf: (item: T) => Date | null) {
    const timed = items.flatMap((item) => {
      const at = instantOf(item);
      return at ? [{ item, ms: at.getTime() }] : [];
    });
    timed.sort((a, b) => a.ms - b.ms);
    this.#items = timed.map(({ item }) => item);
    this.#ms = Float64Array.from(timed, ({ ms }) => ms);
  }

  /** How many came up to that instant, which belongs to them. */
  countUntil(at: Date): number {
    let [low, high] = [0, this.#ms.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ms[middle] ?? 0) <= at.getTime()) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Those after `from` and up to `to`. */
  between(from: Date, to: Date): readonly T[] {
    return this.#items.slice(this.countUntil(from), this.countUntil(to));
  }

  get items(): readonly T[] {
    return this.#items;
  }
}
