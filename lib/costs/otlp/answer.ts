import { AppError, type ErrorCode, statusOf } from "@/lib/platform/errors";
import { log } from "@/lib/platform/log";
import type { Refusals } from "./refusal";
import { type Encoding, encode, type Signal } from "./wire";

const TYPES = { json: "application/json", protobuf: "application/x-protobuf" } as const;
const REJECTED = {
  logs: "rejectedLogRecords",
  metrics: "rejectedDataPoints",
  traces: "rejectedSpans",
} as const;

/** 200, also where some or all of the content was refused: the exporter must not send that again. */
export function toAnswer(signal: Signal, encoding: Encoding, refusals: Refusals): Response {
  const { count, message } = refusals.summary();
  if (encoding === "json") {
    const partialSuccess = { [REJECTED[signal]]: String(count), errorMessage: message };
    return answer(200, encoding, JSON.stringify(count > 0 ? { partialSuccess } : {}));
  }
  const partialSuccess = { rejected: count, errorMessage: message };
  return answer(200, encoding, encode("Answer", count > 0 ? { partialSuccess } : {}));
}

/** The codes of google.rpc.Code. */
const RPC_CODES: Partial<Record<ErrorCode, number>> = {
  invalid_request: 3,
  payload_too_large: 3,
  unsupported_media_type: 3,
  not_found: 5,
  forbidden: 7,
  rate_limited: 8,
  unavailable: 14,
  unauthenticated: 16,
};
const INTERNAL = 13;

/** A Status in the encoding of the request; what we did not foresee is logged whole and told without its message. */
export function toRefusal(encoding: Encoding, error: unknown): Response {
  const known = error instanceof AppError ? error : undefined;
  const code = known?.code ?? "internal";
  const http = statusOf(code);
  if (http >= 500) log().error({ err: error }, "request failed");
  const message = known && http < 500 ? known.message : "Something went wrong on our side.";
  const status = { code: RPC_CODES[code] ?? INTERNAL, message };
  const response = answer(
    http,
    encoding,
    encoding === "json" ? JSON.stringify(status) : encode("Status", status),
  );
  const wait = known?.facts.retryAfterSeconds ?? (http === 503 ? 1 : undefined);
  if (typeof wait === "number") response.headers.set("retry-after", String(wait));
  if (code === "unauthenticated") response.headers.set("www-authenticate", "Bearer");
  if (code === "unsupported_media_type") response.headers.set("accept-encoding", "gzip, identity");
  return response;
}

function answer(status: number, encoding: Encoding, body: string | Uint8Array): Response {
  const headers = { "content-type": TYPES[encoding], "cache-control": "no-store" };
  return new Response(body as BodyInit, { status, headers });
}
