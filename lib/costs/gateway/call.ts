// What a caller asks of a model, as far as the gateway has to know.
import { findFields, type JsonFields } from "./json-fields";
import type { Endpoint } from "./target";

export interface ModelCall {
  model: string;
  /** The most tokens it may answer with; null where it says none. */
  outputMax: number | null;
  /** How many tokens its bytes come to, roughly. */
  inputEstimate: number;
  /** The body to send. */
  body: Buffer;
  /** The stream was asked for usage, which the caller did not: the chunk that tells it is not theirs. */
  dropsUsage: boolean;
}

const WANTED = new Set([
  "model",
  "stream",
  "stream_options",
  "max_tokens",
  "max_completion_tokens",
  "max_output_tokens",
]);
const FIELD_BYTES_MAX = 10_000;
const BYTES_PER_TOKEN = 4;
/** An image or a file costs by its size in pixels or pages, of which its bytes tell little. */
const BLOB_TOKENS = 1500;
const BLOB_BYTES_PER_TOKEN = 500;

export function readCall(endpoint: Endpoint, body: Buffer): ModelCall {
  const found = findFields(body, WANTED);
  const value = (name: string) => parseAt(body, found?.fields.get(name));
  const model = value("model");
  const most = value("max_completion_tokens") ?? value("max_output_tokens") ?? value("max_tokens");
  const edited = found && endpoint === "chat" && value("stream") === true ? askForUsage(body, found) : null;
  return {
    model: typeof model === "string" ? model : "",
    outputMax: Number.isInteger(most) && Number(most) > 0 ? Number(most) : null,
    inputEstimate: estimate(body.length, found),
    body: edited ?? body,
    dropsUsage: edited !== null,
  };
}

function estimate(bytes: number, found: JsonFields | null): number {
  const { blobBytes = 0, blobs = 0 } = found ?? {};
  return Math.ceil(
    (bytes - blobBytes) / BYTES_PER_TOKEN + blobs * BLOB_TOKENS + blobBytes / BLOB_BYTES_PER_TOKEN,
  );
}

/** The body with `stream_options.include_usage`, every other byte as it was; null where it asks for it already. */
function askForUsage(body: Buffer, { fields, inside, isEmpty }: JsonFields): Buffer | null {
  const options = fields.get("stream_options");
  const given = parseAt(body, options);
  if (!options) {
    return splice(body, inside, inside, `"stream_options":{"include_usage":true}${isEmpty ? "" : ","}`);
  }
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    return given === null ? splice(body, options.start, options.end, '{"include_usage":true}') : null;
  }
  if ("include_usage" in given && given.include_usage === true) return null;
  return splice(body, options.start, options.end, JSON.stringify({ ...given, include_usage: true }));
}

function splice(body: Buffer, start: number, end: number, text: string): Buffer {
  return Buffer.concat([body.subarray(0, start), Buffer.from(text), body.subarray(end)]);
}

function parseAt(body: Buffer, place: { start: number; end: number } | undefined): unknown {
  if (!place || place.end - place.start > FIELD_BYTES_MAX) return undefined;
  try {
    return JSON.parse(body.toString("utf8", place.start, place.end));
  } catch {
    return undefined;
  }
}
