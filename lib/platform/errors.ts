/** The one table from error code to HTTP status; API, CLI and forms all read it. */
const STATUS = {
  invalid_request: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  lease_lost: 409,
  cursor_expired: 410,
  payload_too_large: 413,
  unsupported_media_type: 415,
  invalid_state: 422,
  idempotency_key_reused: 422,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof STATUS;
export const ERROR_CODES = Object.keys(STATUS) as [ErrorCode, ...ErrorCode[]];

/** One thing wrong with one place of the input; `pointer` is an RFC 6901 JSON pointer into that part of it. */
export interface Issue {
  in: "body" | "query" | "path";
  pointer: string;
  detail: string;
}

/** The only error that services throw on purpose. `detail` is shown to the caller, so it holds no secret. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly issues: Issue[];
  /** Facts that help the caller act, for example the state that forbade the change. */
  readonly facts: Record<string, unknown>;

  constructor(
    code: ErrorCode,
    detail: string,
    options: { cause?: unknown; issues?: Issue[]; facts?: Record<string, unknown> } = {},
  ) {
    super(detail, { cause: options.cause });
    this.code = code;
    this.issues = options.issues ?? [];
    this.facts = options.facts ?? {};
  }
}

export function statusOf(code: ErrorCode): number {
  return STATUS[code];
}
