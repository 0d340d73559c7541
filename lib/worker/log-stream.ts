// The output of one attempt on its way to the control room: decoded, cut into chunks, sent in order.
import { type AppendLog, LOG_BYTES_MAX, type LogPosition } from "@/lib/work/schema";
import type { OutputSource } from "./executor";
import { storable, takeChunk } from "./utf8";

/** JSON may need six bytes for one: a chunk stays well below what a request may weigh. */
export const CHUNK_BYTES = 64_000;

export interface LogStreamOptions {
  flushMs: number;
  /** Sends one chunk until it is accepted; throws when it never will be. */
  send(chunk: Pick<AppendLog, "offset" | "text">): Promise<LogPosition>;
  /** Sees all output as text, also what is no longer sent. */
  onText(source: OutputSource, text: string, bytes: Buffer): void;
  /** The control room takes no more of this log; said once. */
  onClosed(why: string): void;
}

export class LogStream {
  readonly #options: LogStreamOptions;
  readonly #decoders = { stdout: createDecoder(), stderr: createDecoder() };
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #offset = 0;
  #isClosed = false;
  #isEnded = false;
  #timer: NodeJS.Timeout | null = null;
  #sending: Promise<void> | null = null;

  constructor(options: LogStreamOptions) {
    this.#options = options;
  }

  write(source: OutputSource, bytes: Buffer): void {
    this.#take(source, this.#decoders[source].decode(bytes, { stream: true }));
  }

  /** One program has ended: what half a character has left behind becomes U+FFFD. */
  endPart(): void {
    for (const source of ["stdout", "stderr"] as const) this.#take(source, this.#decoders[source].decode());
  }

  /** No output follows. */
  end(): void {
    this.endPart();
    this.#isEnded = true;
    this.#flush();
  }

  /** Resolves when everything written has been sent, or never will be. Call after `end`. */
  async sent(): Promise<void> {
    while (this.#sending) await this.#sending;
  }

  /** Stops sending without a word. */
  close(): void {
    this.#isClosed = true;
    this.#waiting = [];
    this.#waitingBytes = 0;
    if (this.#timer) clearTimeout(this.#timer);
  }

  #take(source: OutputSource, decoded: string): void {
    if (decoded === "") return;
    const text = storable(decoded);
    const bytes = Buffer.from(text);
    this.#options.onText(source, text, bytes);
    // Past the cap nothing would be kept, so nothing piles up here while the control room is away.
    if (this.#isClosed || this.#offset + this.#waitingBytes > LOG_BYTES_MAX) return;
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes >= CHUNK_BYTES) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), this.#options.flushMs);
  }

  #flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#sending ??= this.#sendWaiting().finally(() => {
      this.#sending = null;
      if (this.#isEnded && this.#waitingBytes > 0) this.#flush();
      else if (this.#waitingBytes > 0) this.#timer ??= setTimeout(() => this.#flush(), this.#options.flushMs);
    });
  }

  async #sendWaiting(): Promise<void> {
    do {
      if (this.#isClosed || this.#waitingBytes === 0) return;
      if (this.#offset > LOG_BYTES_MAX) return this.#shut("The log reached its largest size.");
      const [chunk, rest] = takeChunk(Buffer.concat(this.#waiting), CHUNK_BYTES);
      this.#waiting = [rest];
      this.#waitingBytes = rest.length;
      await this.#sendChunk(chunk);
    } while (this.#isEnded || this.#waitingBytes >= CHUNK_BYTES);
  }

  async #sendChunk(chunk: Buffer): Promise<void> {
    try {
      const { nextOffset, full } = await this.#options.send({ offset: this.#offset, text: chunk.toString() });
      if (full) return this.#shut(`The control room keeps the first ${nextOffset} bytes of this log.`);
      this.#offset += chunk.length;
      if (nextOffset !== this.#offset) {
        this.#shut(`The control room's log ends at ${nextOffset}, not at ${this.#offset}; no more is sent.`);
      }
    } catch (error) {
      this.#shut(
        `The control room takes no more of this log: ${error instanceof Error ? error.message : error}`,
      );
    }
  }

  #shut(why: string): void {
    if (this.#isClosed) return;
    this.close();
    this.#options.onClosed(why);
  }
}

function createDecoder() {
  return new TextDecoder("utf-8", { ignoreBOM: true });
}
