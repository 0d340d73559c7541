// Reads along in an answer while it passes: nothing here delays or changes a byte of it.
import type { Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from "node:zlib";
import { dataOf, EventSplitter } from "./events";
import { findFields } from "./json-fields";
import { type Reading, readerFor } from "./readers";
import type { Endpoint } from "./target";
import { isJson, type Json } from "./usage";

/** Of a longer answer its first and last bytes tell what is needed. */
const KEPT_BYTES_MAX = 4_000_000;
const ENDS_BYTES = 64_000;
/** An answer as large as this is not parsed as a whole. */
const PARSED_BYTES_MAX = 256_000;
const WANTED = new Set(["id", "model", "service_tier", "usage", "status", "error", "type"]);

export interface Meter {
  push: (chunk: Buffer) => void;
  /** No more comes; resolves to what was read. */
  end: () => Promise<Reading>;
}

export function meterFor(endpoint: Endpoint, contentType: string, encoding: string): Meter | null {
  const plain = contentType.includes("text/event-stream") ? readEvents(endpoint) : readWhole(endpoint);
  if (encoding === "" || encoding === "identity") return plain;
  const decoder = decoderFor(encoding);
  return decoder && decoded(plain, decoder);
}

function decoderFor(encoding: string): Transform | null {
  switch (encoding) {
    case "gzip":
    case "x-gzip":
      return createGunzip();
    case "deflate":
      return createInflate();
    case "br":
      return createBrotliDecompress();
    case "zstd":
      return createZstdDecompress();
    default:
      return null;
  }
}

/** What is compressed is passed on as it is; only the copy that is read is decoded. */
function decoded(meter: Meter, decoder: Transform): Meter {
  const done = new Promise<void>((resolve) => {
    decoder
      .on("data", meter.push)
      .once("end", resolve)
      .once("error", () => resolve())
      .once("close", resolve);
  });
  return {
    push: (chunk) => {
      if (!decoder.destroyed) decoder.write(chunk);
    },
    end: async () => {
      if (!decoder.destroyed) decoder.end();
      await done;
      return meter.end();
    },
  };
}

function readEvents(endpoint: Endpoint): Meter {
  const splitter = new EventSplitter();
  const reader = readerFor(endpoint);
  return {
    push: (chunk) => {
      for (const event of splitter.push(chunk)) takeEvent(reader.take, event);
    },
    end: async () => {
      takeEvent(reader.take, splitter.rest());
      return reader.reading;
    },
  };
}

/** A meter of a stream that leaves out the event which tells usage; `pass` gets everything else, event by event. */
export function filterUsage(endpoint: Endpoint): {
  meter: Meter;
  pass: (chunk: Buffer) => Buffer;
  rest: () => Buffer;
} {
  const splitter = new EventSplitter();
  const reader = readerFor(endpoint);
  const keep = (events: Buffer[]) => Buffer.concat(events.filter((event) => !takeEvent(reader.take, event)));
  return {
    pass: (chunk) => keep(splitter.push(chunk)),
    rest: () => keep([splitter.rest()]),
    meter: { push: () => {}, end: async () => reader.reading },
  };
}

function takeEvent(take: (json: Json, isEvent: boolean) => boolean, event: Buffer): boolean {
  const data = event.length > 0 ? dataOf(event) : null;
  if (data === null || data.startsWith("[")) return false;
  const json = parse(data);
  try {
    return json ? take(json, true) : false;
  } catch {
    // Nested deeper than can be walked: not a model's, and nobody here is in the way of an error.
    return false;
  }
}

function readWhole(endpoint: Endpoint): Meter {
  const reader = readerFor(endpoint);
  let parts: Buffer[] = [];
  let bytes = 0;
  let head: Buffer | null = null;
  return {
    push: (chunk) => {
      parts.push(chunk);
      bytes += chunk.length;
      if (bytes <= KEPT_BYTES_MAX) return;
      const all = Buffer.concat(parts);
      head ??= Buffer.from(all.subarray(0, ENDS_BYTES));
      parts = [Buffer.from(all.subarray(-ENDS_BYTES))];
      bytes = KEPT_BYTES_MAX - 1_000_000;
    },
    end: async () => {
      const body = Buffer.concat(parts);
      const json = head ? fromEnds(head, body) : fromBody(body);
      if (json) reader.take(json, false);
      if (json && reader.reading.outputLength === 0) reader.reading.outputLength = body.length;
      return reader.reading;
    },
  };
}

function fromBody(body: Buffer): Json | null {
  if (body.length <= PARSED_BYTES_MAX) return parse(body.toString("utf8"));
  const found = findFields(body, WANTED);
  if (!found) return null;
  return Object.fromEntries(
    [...found.fields].map(([name, { start, end }]) => [name, parseAny(body.toString("utf8", start, end))]),
  );
}

/** Of an answer that is too long to keep: the usage stands at its end, id and model at either. */
function fromEnds(head: Buffer, tail: Buffer): Json | null {
  const end = tail.toString("utf8");
  const at = end.lastIndexOf('"usage"');
  const usage = at < 0 ? null : /^"usage"\s*:\s*(\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\})/.exec(end.slice(at))?.[1];
  const texts = head.toString("utf8") + end;
  const text = (name: string) => new RegExp(`"${name}"\\s*:\\s*"([^"\\\\]{1,200})"`).exec(texts)?.[1];
  return usage ? { id: text("id"), model: text("model"), usage: parse(usage) } : null;
}

function parse(text: string): Json | null {
  const value = parseAny(text);
  return isJson(value) ? value : null;
}

function parseAny(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
