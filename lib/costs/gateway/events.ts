// Server-sent events out of bytes that come in any pieces.

const LF = 10;
const CR = 13;
/** A longer event is no event of a model's. */
const EVENT_BYTES_MAX = 8_000_000;

/** Cuts a stream into its events, each with the blank line that ends it; nothing is lost or changed. */
export class EventSplitter {
  #parts: Buffer[] = [];
  #bytes = 0;
  /** The last two bytes of what is kept: a blank line may come in pieces. */
  #tail: Buffer = Buffer.alloc(0);

  push(chunk: Buffer): Buffer[] {
    const overlap = this.#tail;
    const seen = overlap.length > 0 ? Buffer.concat([overlap, chunk]) : chunk;
    const events: Buffer[] = [];
    let from = 0;
    for (let end = endOfEvent(seen, 0); end >= 0; end = endOfEvent(seen, end)) {
      events.push(this.#take(chunk.subarray(from, end - overlap.length)));
      from = end - overlap.length;
    }
    const rest = chunk.subarray(from);
    if (rest.length > 0) this.#parts.push(rest);
    this.#bytes += rest.length;
    this.#tail = rest.length >= 2 ? rest.subarray(-2) : Buffer.concat([this.#tail, rest]).subarray(-2);
    // Too long to be one: given out as it is, and what follows begins anew.
    if (this.#bytes > EVENT_BYTES_MAX) events.push(this.#take(Buffer.alloc(0)));
    return events;
  }

  /** What came after the last event. */
  rest(): Buffer {
    return this.#take(Buffer.alloc(0));
  }

  #take(end: Buffer): Buffer {
    const event = this.#parts.length > 0 ? Buffer.concat([...this.#parts, end]) : end;
    this.#parts = [];
    this.#bytes = 0;
    this.#tail = Buffer.alloc(0);
    return event;
  }
}

/** Where the first event ends that begins at `from` or before it, behind its blank line; -1: it goes on. */
function endOfEvent(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(LF, from); at >= 0; at = bytes.indexOf(LF, at + 1)) {
    if (bytes[at + 1] === LF) return at + 2;
    if (bytes[at + 1] === CR && bytes[at + 2] === LF) return at + 3;
  }
  return -1;
}

/** The `data` of an event; null where it has none. */
export function dataOf(event: Buffer): string | null {
  const text = event.toString("utf8");
  const lines = text.split(/\r?\n/).filter((line) => line.startsWith("data:"));
  if (lines.length === 0) return null;
  return lines.map((line) => line.slice(line[5] === " " ? 6 : 5)).join("\n");
}
