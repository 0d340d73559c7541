/** The end of a long text, without holding the rest. */
export class Tail {
  readonly #keptMin: number;
  #text = "";

  /** Keeps at least the last `keptMin` UTF-16 units, and so at least as many bytes. */
  constructor(keptMin: number) {
    this.#keptMin = keptMin;
  }

  push(text: string): void {
    this.#text += text;
    if (this.#text.length > this.#keptMin * 4) this.#text = this.#text.slice(-this.#keptMin);
  }

  /** At least the last `keptMin` units; cut it with `lastBytes` or `lastLines`. */
  get text(): string {
    return this.#text;
  }
}
