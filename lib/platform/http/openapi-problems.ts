import { type ErrorCode, statusOf } from "../errors";
import type { AnyRouteSpec } from "./route";

const MEANING: Record<number, string> = {
  400: "The request does not have the expected shape; `issues` point at what is wrong",
  401: "No valid credential",
  403: "The credential lacks the scope, or the browser request came from another site",
  404: "No such record, or not one you may see",
  409: "Changed meanwhile, or the lease is lost",
  410: "The position is not kept any more",
  413: "The body is too large",
  415: "The body is not JSON",
  422: "Not possible in this state",
  429: "Too many requests; come back after `Retry-After` seconds",
  500: "A fault of the server; its log has the request id",
  503: "The database is too busy or away; try again",
};

/** Each status that an operation may refuse with, what it means, and the codes that its problem may carry. */
export function refusals(
  method: string,
  spec: AnyRouteSpec,
  bodyFields: string[],
): { status: number; meaning: string; codes: ErrorCode[] }[] {
  const isWrite = method !== "GET";
  const codes: ErrorCode[] = [
    "invalid_request",
    "unauthenticated",
    "forbidden",
    ...when(Boolean(spec.params) || isWrite, "not_found"),
    ...when(isWrite, "conflict"),
    // What carries a fence writes for an attempt, which may be another's by now.
    ...when(bodyFields.includes("fence"), "lease_lost"),
    ...(spec.refuses ?? []),
    ...when(isWrite, "payload_too_large", "unsupported_media_type", "invalid_state"),
    ...when(spec.idempotent ?? false, "idempotency_key_reused"),
    "rate_limited",
    "internal",
    "unavailable",
  ];
  const statuses = [...new Set(codes.map(statusOf))].sort((a, b) => a - b);
  return statuses.map((status) => ({
    status,
    meaning: MEANING[status] ?? "Refused",
    codes: codes.filter((code) => statusOf(code) === status),
  }));
}

function when(applies: boolean, ...codes: ErrorCode[]): ErrorCode[] {
  return applies ? codes : [];
}
