// Transcripts as agents write them.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export interface TranscriptCall {
  id?: string;
  request?: string | null;
  model?: string;
  at?: string;
  input?: unknown;
  output?: unknown;
  cacheRead?: number;
  cacheWrite5m?: number;
  cacheWrite1h?: number;
  /** Further fields of its usage. */
  served?: Record<string, string>;
  more?: Record<string, unknown>;
}

/** A line about one message of a model. */
export function messageLine(call: TranscriptCall = {}): string {
  const {
    id = "msg_1",
    request = "req_1",
    model = "claude-haiku-4-5",
    at = "2026-11-01T10:00:00.000Z",
  } = call;
  const {
    input = 100,
    output = 10,
    cacheRead = 0,
    cacheWrite5m = 0,
    cacheWrite1h = 0,
    served = {},
    more = {},
  } = call;
  const usage = {
    input_tokens: input,
    cache_creation_input_tokens: cacheWrite5m + cacheWrite1h,
    cache_read_input_tokens: cacheRead,
    cache_creation: { ephemeral_5m_input_tokens: cacheWrite5m, ephemeral_1h_input_tokens: cacheWrite1h },
    output_tokens: output,
    service_tier: "standard",
    ...served,
  };
  const message = {
    id,
    type: "message",
    role: "assistant",
    model,
    content: [{ type: "text", text: "Done." }],
    usage,
  };
  return JSON.stringify({
    ...{
      parentUuid: null,
      isSidechain: false,
      userType: "external",
      cwd: "/repo",
      sessionId: "ses-1",
      version: "2.1.0",
    },
    ...{ type: "assistant", message, ...(request === null ? {} : { requestId: request }) },
    ...{ uuid: `${id}-${output}`, timestamp: at, ...more },
  });
}

export const userLine = (text = "Mend it.") =>
  JSON.stringify({
    type: "user",
    sessionId: "ses-1",
    timestamp: "2026-11-01T09:59:00.000Z",
    message: { role: "user", content: text },
  });

/** Writes lines, each with its end, below a folder; returns the path. */
export function writeTranscript(folder: string, name: string, lines: string[], end = "\n"): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, lines.join("\n") + end);
  return path;
}
