// When to stop trying to send what only accompanies a result: the result must not wait for it for ever.
import type { Link } from "./link";

/** So many failed sends, with heartbeats answered between them. */
const STRIKES_MAX = 3;

export class Patience {
  readonly #link: Link;
  readonly #isEnded: () => boolean;
  #strikes = 0;
  #previousTryAt = Number.POSITIVE_INFINITY;
  #tryAt = Number.POSITIVE_INFINITY;

  /** While `isEnded` says that the work still runs, patience never ends. */
  constructor(link: Link, isEnded: () => boolean) {
    this.#link = link;
    this.#isEnded = isEnded;
  }

  /** Call before each try. */
  noteTry(): void {
    this.#previousTryAt = this.#tryAt;
    this.#tryAt = Date.now();
  }

  // While nothing gets through, waiting loses nothing. When only this does not, it must not keep the result back.
  shouldGiveUp = (): boolean =>
    this.#isEnded() && this.#link.lastBeatAt > this.#previousTryAt && ++this.#strikes >= STRIKES_MAX;
}
