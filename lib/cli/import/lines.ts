// Lines of files of any size, one at a time.
import { createReadStream } from "node:fs";

export interface Line {
  bytes: Buffer;
  /** From 1. */
  number: number;
  /** The file ends within it. */
  isLast: boolean;
  /** It comes without its content. */
  isTooLong: boolean;
}

/** Longer than any line that a program writes on purpose. */
export const LINE_BYTES_MAX = 64_000_000;
const CHUNK_BYTES = 1 << 20;
const LINE_END = 10;

/** The lines of a file. */
export async function* readLines(path: string): AsyncGenerator<Line> {
  let parts: Buffer[] = [];
  let bytes = 0;
  let number = 1;
  const keep = (part: Buffer) => {
    bytes += part.length;
    if (bytes > LINE_BYTES_MAX) parts = [];
    else if (part.length > 0) parts.push(part);
  };
  const take = (isLast: boolean): Line => {
    const [only] = parts;
    const isTooLong = bytes > LINE_BYTES_MAX;
    const whole = parts.length === 1 && only ? only : Buffer.concat(parts);
    const line = { bytes: whole, number, isLast, isTooLong };
    parts = [];
    bytes = 0;
    number += 1;
    return line;
  };
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_END); end >= 0; end = chunk.indexOf(LINE_END, start)) {
      keep(chunk.subarray(start, end));
      yield take(false);
      start = end + 1;
    }
    keep(chunk.subarray(start));
  }
  if (bytes > 0) yield take(true);
}
