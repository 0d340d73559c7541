// What an agent prints, cut into lines and events as it arrives; out comes what people read.
import { type Fields, isFields } from "./fields";
import type { AgentReader } from "./profile";

/** A longer line is let go: no event that matters is as long. */
export const LINE_BYTES_MAX = 8_000_000;
/** An event over several lines, as indented JSON, may have so many bytes. */
const BLOCK_LENGTH_MAX = 8_000_000;

export class AgentStream {
  /** At least one event was of the agent's format. */
  isUnderstood = false;
  readonly #reader: AgentReader;
  readonly #show: (text: string) => void;
  readonly #noise: RegExp | undefined;
  #parts: Buffer[] = [];
  #partBytes = 0;
  #isSkipping = false;
  #block: string[] | null = null;
  #blockLength = 0;

  constructor(reader: AgentReader, show: (text: string) => void, noise?: RegExp) {
    this.#reader = reader;
    this.#noise = noise;
    this.#show = show;
  }

  push(bytes: Buffer): void {
    let start = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
      this.#keep(bytes.subarray(start, end));
      this.#endLine();
      start = end + 1;
    }
    this.#keep(bytes.subarray(start));
  }

  /** No output follows: what was begun is taken as it stands. */
  end(): void {
    if (this.#partBytes > 0 || this.#isSkipping) this.#endLine();
    this.#giveBlockUp();
  }

  #keep(part: Buffer): void {
    if (part.length === 0 || this.#isSkipping) return;
    this.#partBytes += part.length;
    if (this.#partBytes > LINE_BYTES_MAX) {
      this.#parts = [];
      this.#isSkipping = true;
    } else {
      // A copy: a chunk may be a view of a buffer that is used again.
      this.#parts.push(Buffer.from(part));
    }
  }

  #endLine(): void {
    const line = Buffer.concat(this.#parts).toString().replace(/\r$/, "");
    const isSkipped = this.#isSkipping;
    this.#parts = [];
    this.#partBytes = 0;
    this.#isSkipping = false;
    if (isSkipped) this.#show(`[omoios] A line of over ${LINE_BYTES_MAX / 1_000_000} MB was left out.\n`);
    else this.#takeLine(line);
  }

  #takeLine(line: string): void {
    if (this.#block) {
      this.#takeBlockLine(line);
    } else if (line === "{") {
      this.#block = [line];
      this.#blockLength = 1;
    } else if (!this.#noise?.test(line)) {
      const event = line.startsWith("{") ? parseFields(line) : null;
      if (event) this.#takeEvent(event);
      else this.#show(`${line}\n`);
    }
  }

  #takeEvent(event: Fields): void {
    const shown = this.#reader.read(event);
    if (shown !== null) this.isUnderstood = true;
    this.#show(shown ?? "");
  }

  #takeBlockLine(line: string): void {
    this.#block?.push(line);
    this.#blockLength += line.length;
    if (line === "}") {
      const event = parseFields(this.#block?.join("\n") ?? "");
      if (event) {
        this.#block = null;
        this.#takeEvent(event);
      } else {
        this.#giveBlockUp();
      }
    } else if (this.#blockLength > BLOCK_LENGTH_MAX) {
      this.#giveBlockUp();
    }
  }

  #giveBlockUp(): void {
    if (this.#block) this.#show(`${this.#block.join("\n")}\n`);
    this.#block = null;
  }
}

function parseFields(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}
