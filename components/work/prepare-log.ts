// The part of a log that a page keeps: plain text, in blocks that end at line ends.

/** Characters kept on the page; what is older can be downloaded. */
export const LOG_SHOWN_MAX = 500_000;
/** Small enough that a growing log re-renders little, large enough that there are few elements. */
const BLOCK_CHARS = 8000;

export interface LogBlock {
  id: number;
  text: string;
}

export interface LogBuffer {
  blocks: LogBlock[];
  chars: number;
  /** The end of what came last, when it may be the beginning of a control sequence. */
  carry: string;
  /** Something before the first block is not shown. */
  isCut: boolean;
  nextId: number;
}

/** `isCut`: reading began in the middle, so the first line is incomplete and is left out. */
export function emptyLog(isCut: boolean): LogBuffer {
  return { blocks: [], chars: 0, carry: "", isCut, nextId: 0 };
}

/** Where to begin so that about what is kept is read; sizes are bytes, of which no character has fewer than one. */
export function startOffset(sizeBytes: number): number {
  return Math.max(0, sizeBytes - LOG_SHOWN_MAX);
}

export function appendText(buffer: LogBuffer, raw: string): LogBuffer {
  const { text: whole, carry } = toPlainText(buffer.carry + raw);
  const isFirst = buffer.isCut && buffer.nextId === 0;
  const lineEnd = whole.indexOf("\n");
  const text = isFirst && lineEnd >= 0 ? whole.slice(lineEnd + 1) : whole;
  if (text === "") return { ...buffer, carry };
  const last = buffer.blocks.at(-1);
  const isOpen = last !== undefined && (last.text.length < BLOCK_CHARS || !last.text.endsWith("\n"));
  const before = isOpen ? buffer.blocks.slice(0, -1) : buffer.blocks;
  let nextId = buffer.nextId;
  const fresh = splitBlocks((isOpen ? last.text : "") + text).map((part, index) => {
    if (isOpen && index === 0) return { id: last.id, text: part };
    nextId += 1;
    return { id: nextId, text: part };
  });
  return trim({
    blocks: [...before, ...fresh],
    chars: buffer.chars + text.length,
    carry,
    isCut: buffer.isCut,
    nextId,
  });
}

function splitBlocks(text: string): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > BLOCK_CHARS) {
    const lineEnd = rest.indexOf("\n", BLOCK_CHARS - 1);
    // A line without an end would never be dropped; it is cut.
    const end = lineEnd < 0 || lineEnd > 4 * BLOCK_CHARS ? 4 * BLOCK_CHARS : lineEnd + 1;
    if (rest.length <= end) break;
    parts.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...parts, rest];
}

function trim(buffer: LogBuffer): LogBuffer {
  let { chars } = buffer;
  let drop = 0;
  for (const block of buffer.blocks.slice(0, -1)) {
    if (chars - block.text.length < LOG_SHOWN_MAX) break;
    chars -= block.text.length;
    drop += 1;
  }
  if (drop === 0) return buffer;
  return { ...buffer, blocks: buffer.blocks.slice(drop), chars, isCut: true };
}

// CSI (colours, cursor), OSC (titles, links; ended by BEL or ST), and two-character escapes.
const ESC = "\u001b";
const SEQUENCES = new RegExp(
  `${ESC}\\[[0-?]*[ -/]*[@-~]|${ESC}\\][^\\u0007${ESC}]*(?:\\u0007|${ESC}\\\\)|${ESC}[@-Z\\\\^_=>78c]`,
  "g",
);
const UNFINISHED = new RegExp(`(?:${ESC}(?:\\[[0-?]*[ -/]*|\\][^\\u0007${ESC}]{0,500}${ESC}?)?|\\r)$`);
// Every control character but tab and newline.
const OTHER_CONTROLS = /[^\P{Cc}\t\n]/gu;

/** Without escape sequences and controls; a lone carriage return, as of a progress bar, begins a new line. */
export function toPlainText(raw: string): { text: string; carry: string } {
  const carry = UNFINISHED.exec(raw)?.[0] ?? "";
  const whole = raw.slice(0, raw.length - carry.length);
  const text = whole.replace(SEQUENCES, "").replace(/\r\n?/g, "\n").replace(OTHER_CONTROLS, "");
  return { text, carry };
}
