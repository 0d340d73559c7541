// Reads transcripts line by line; of what was read only calls are kept.
import { BadLine, Calls } from "./call";
import { claudeReader } from "./claude";
import { CodexReader } from "./codex";
import { isFields } from "./fields";
import type { LineReader } from "./line-reader";
import { LINE_BYTES_MAX, type Line, readLines } from "./lines";

export interface Trouble {
  file: string;
  /** Absent: the file itself. */
  line?: number;
  detail: string;
}

export interface Transcripts {
  calls: Calls;
  lines: number;
  /** Messages that no model was asked for. */
  synthetic: number;
  /** Lines and files that could not be read. */
  troubles: Trouble[];
  /** Files that end within a line, as while they are being written. */
  cut: Trouble[];
}

const CODEX_BEGINS = Buffer.from('"session_meta"');
const OPENING = "{".charCodeAt(0);
const CLOSING = "}".charCodeAt(0);

export async function readTranscripts(
  files: readonly string[],
  onProgress: (files: number, lines: number) => void,
  signal: AbortSignal,
): Promise<Transcripts> {
  const read: Transcripts = { calls: new Calls(), lines: 0, synthetic: 0, troubles: [], cut: [] };
  for (const [index, file] of files.entries()) {
    if (signal.aborted) break;
    onProgress(index, read.lines);
    try {
      let reader: LineReader | undefined;
      for await (const line of readLines(file)) {
        if (signal.aborted) break;
        read.lines += 1;
        reader ??= line.bytes.includes(CODEX_BEGINS) ? new CodexReader() : claudeReader;
        readLine(read, reader, file, line);
      }
    } catch (error) {
      read.troubles.push({
        file,
        detail: `cannot be read: ${error instanceof Error ? error.message : error}`,
      });
    }
  }
  return read;
}

function readLine(
  read: Transcripts,
  reader: LineReader,
  file: string,
  { bytes, number, isLast, isTooLong }: Line,
): void {
  if (isTooLong) {
    read.troubles.push({ file, line: number, detail: TOO_LONG });
    return;
  }
  // Most lines are about other things: they are not parsed when they look whole.
  if (!reader.marks.some((mark) => bytes.includes(mark)) && looksWhole(bytes)) return;
  try {
    const told = toCall(reader, bytes);
    if (told === "synthetic") read.synthetic += 1;
    else if (told) read.calls.add(told, file, number);
  } catch (error) {
    if (!(error instanceof BadLine)) throw error;
    const isCut = isLast && error.message === BROKEN;
    const list = isCut ? read.cut : read.troubles;
    list.push({ file, line: number, detail: isCut ? "ends within this line" : error.message });
  }
}

const TOO_LONG = `is over ${LINE_BYTES_MAX.toLocaleString("en")} bytes long`;
const BROKEN = "is not valid JSON";

function toCall(reader: LineReader, bytes: Buffer) {
  let content: unknown;
  try {
    content = JSON.parse(bytes.toString());
  } catch {
    throw new BadLine(BROKEN);
  }
  if (!isFields(content)) throw new BadLine("is no JSON object");
  return reader.read(content);
}

/** Nothing but blanks, or from brace to brace. */
function looksWhole(bytes: Buffer): boolean {
  let end = bytes.length - 1;
  while (end >= 0 && (bytes[end] ?? 0) <= 32) end -= 1;
  return end < 0 || (bytes[0] === OPENING && bytes[end] === CLOSING);
}
