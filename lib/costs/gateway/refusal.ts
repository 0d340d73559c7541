// What the gateway itself refuses, in the shape that each provider's own clients understand.
import type { OutgoingHttpHeaders, ServerResponse } from "node:http";
import { AppError, statusOf } from "@/lib/platform/errors";
import type { Provider } from "./target";

const OPENAI: Record<number, { type: string; code: string }> = {
  400: { type: "invalid_request_error", code: "invalid_request" },
  401: { type: "invalid_request_error", code: "invalid_api_key" },
  402: { type: "insufficient_quota", code: "budget_exceeded" },
  403: { type: "invalid_request_error", code: "forbidden" },
  404: { type: "invalid_request_error", code: "not_found" },
  413: { type: "invalid_request_error", code: "request_too_large" },
  429: { type: "rate_limit_error", code: "rate_limit_exceeded" },
  502: { type: "server_error", code: "upstream_failed" },
  503: { type: "server_error", code: "unavailable" },
  504: { type: "server_error", code: "upstream_timeout" },
};

const ANTHROPIC: Record<number, string> = {
  400: "invalid_request_error",
  401: "authentication_error",
  402: "billing_error",
  403: "permission_error",
  404: "not_found_error",
  413: "request_too_large",
  429: "rate_limit_error",
  504: "timeout_error",
};

/** A refusal of the gateway; its message is shown to the caller, so it holds no secret. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  readonly retryAfterSeconds: number | null;

  constructor(status: number, message: string, retryAfterSeconds: number | null = null) {
    super(message);
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Null: it is not a refusal but a fault. */
export function toRefusal(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error;
  if (!(error instanceof AppError)) return null;
  const { retryAfterSeconds } = error.facts;
  const details = error.issues.map(({ pointer, detail }) => `${headerOf(pointer)}: ${detail}`);
  const message = details.length > 0 ? details.join(" ") : error.message;
  return new Refusal(
    statusOf(error.code),
    message,
    typeof retryAfterSeconds === "number" ? retryAfterSeconds : null,
  );
}

/** `/records/0/taskId` as the header that said it. */
function headerOf(pointer: string): string {
  return `x-omoi-${(pointer.split("/").at(-1) ?? "").replace(/Id$/, "")}`;
}

/** Sends a refusal; the official clients repeat none that would be refused again. */
export function refuse(
  response: ServerResponse,
  provider: Provider,
  refusal: Refusal,
  requestId: string,
): void {
  const { status, message, retryAfterSeconds } = refusal;
  const isFinal = status < 500 && status !== 429;
  const body = Buffer.from(
    JSON.stringify(
      provider === "openai" ? toOpenAi(status, message) : toAnthropic(status, message, requestId),
    ),
  );
  const headers: OutgoingHttpHeaders = {
    "content-type": "application/json",
    "content-length": body.length,
    "cache-control": "no-store",
  };
  headers[provider === "openai" ? "x-request-id" : "request-id"] = requestId;
  if (isFinal) headers["x-should-retry"] = "false";
  if (retryAfterSeconds !== null) headers["retry-after"] = String(retryAfterSeconds);
  response.writeHead(status, headers);
  response.end(body);
}

function toOpenAi(status: number, message: string) {
  const { type, code } = OPENAI[status] ?? { type: "server_error", code: "internal" };
  return { error: { message, type, param: null, code } };
}

function toAnthropic(status: number, message: string, requestId: string) {
  return { type: "error", error: { type: ANTHROPIC[status] ?? "api_error", message }, request_id: requestId };
}
