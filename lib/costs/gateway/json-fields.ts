// The fields of a JSON object by their places in its bytes, without parsing what lies within them.

export interface JsonFields {
  /** Where each wanted field's value begins and ends; of two of one name the last. */
  fields: Map<string, { start: number; end: number }>;
  /** Just behind the opening brace. */
  inside: number;
  isEmpty: boolean;
  /** Bytes of long strings that begin as base64 does: images and files. */
  blobBytes: number;
  blobs: number;
}

const QUOTE = 34;
const SLASH = 92;
const BLOB_MIN = 4096;
const BLOB_HEAD = /^(data:[\w/.+;=-]*,)?[\w+/=-]*$/;

/** Null: it is not one whole JSON object. What is malformed deeper within is not noticed. */
export function findFields(json: Buffer, wanted: ReadonlySet<string>): JsonFields | null {
  const found: JsonFields = { fields: new Map(), inside: 0, isEmpty: true, blobBytes: 0, blobs: 0 };
  let depth = 0;
  let key: string | null = null;
  let valueAt = -1;
  let isDone = false;
  const endValue = (end: number) => {
    if (key !== null && valueAt >= 0 && wanted.has(key))
      found.fields.set(key, { start: valueAt, end: trimEnd(json, end) });
    key = null;
    valueAt = -1;
  };
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at];
    if (byte === 32 || byte === 10 || byte === 13 || byte === 9) continue;
    if (isDone || (depth === 0 && byte !== 123)) return null;
    if (depth === 1 && key !== null && valueAt < 0 && byte !== 58) valueAt = at;
    if (byte === QUOTE) {
      const end = endOfString(json, at + 1);
      if (end < 0) return null;
      if (depth === 1 && key === null) key = textOf(json, at, end);
      else if (end - at > BLOB_MIN) noteBlob(json, at, end, found);
      if (depth === 1) found.isEmpty = false;
      at = end;
    } else if (byte === 123 || byte === 91) {
      depth += 1;
      if (depth === 1) found.inside = at + 1;
    } else if (byte === 125 || byte === 93) {
      if (depth === 1) endValue(at);
      depth -= 1;
      isDone = depth === 0;
    } else if (byte === 44 && depth === 1) endValue(at);
  }
  return isDone ? found : null;
}

/** The place of the closing quote, or -1. Looks no further than there, so that many strings cost what one does. */
function endOfString(json: Buffer, from: number): number {
  for (let quote = json.indexOf(QUOTE, from); quote >= 0; quote = json.indexOf(QUOTE, quote + 1)) {
    let slash = quote;
    while (slash > from && json[slash - 1] === SLASH) slash -= 1;
    if ((quote - slash) % 2 === 0) return quote;
  }
  return -1;
}

function textOf(json: Buffer, start: number, end: number): string {
  try {
    return JSON.parse(json.toString("utf8", start, end + 1));
  } catch {
    return "";
  }
}

function trimEnd(json: Buffer, end: number): number {
  let last = end;
  while (last > 0 && (json[last - 1] ?? 0) <= 32) last -= 1;
  return last;
}

function noteBlob(json: Buffer, start: number, end: number, found: JsonFields): void {
  const head = json.toString("latin1", start + 1, Math.min(end, start + 513));
  if (!BLOB_HEAD.test(head)) return;
  found.blobBytes += end - start;
  found.blobs += 1;
}
