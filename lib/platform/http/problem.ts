import type { z } from "zod";
import { AppError, type Issue, statusOf } from "../errors";
import { log } from "../log";
import type { Problem } from "../schema";

/** The problem reply for any error. What is not an AppError is logged whole and answered with no message. */
export function toProblemResponse(error: unknown, requestId: string): Response {
  const known = error instanceof AppError ? error : undefined;
  const code = known?.code ?? "internal";
  const status = statusOf(code);
  if (status >= 500) log().error({ err: error }, "request failed");
  const problem: Problem = {
    type: "about:blank",
    title: TITLES[code] ?? "Request refused",
    status,
    code,
    ...(known && status < 500 ? { detail: known.message } : {}),
    requestId,
    ...(known && known.issues.length > 0 ? { issues: known.issues } : {}),
    ...(known && Object.keys(known.facts).length > 0 ? { facts: known.facts as Record<string, string> } : {}),
  };
  const headers = new Headers({ "content-type": "application/problem+json", "x-request-id": requestId });
  const retryAfter = known?.facts.retryAfterSeconds;
  if (typeof retryAfter === "number") headers.set("retry-after", String(retryAfter));
  if (code === "unauthenticated") headers.set("www-authenticate", "Bearer");
  return new Response(JSON.stringify(problem), { status, headers });
}

const TITLES: Partial<Record<AppError["code"], string>> = {
  invalid_request: "Invalid request",
  unauthenticated: "Not signed in",
  forbidden: "Not allowed",
  not_found: "Not found",
  method_not_allowed: "Method not allowed",
  conflict: "Conflict",
  lease_lost: "Lease lost",
  cursor_expired: "Position not kept any more",
  payload_too_large: "Too large",
  unsupported_media_type: "Unsupported media type",
  invalid_state: "Not possible in this state",
  idempotency_key_reused: "Idempotency key reused",
  rate_limited: "Too many requests",
  internal: "Something went wrong",
  unavailable: "Not available now",
};

/** Parses one part of a request; throws `invalid_request` with a JSON pointer for each thing wrong. */
export function parsePart<T extends z.ZodType>(schema: T, part: Issue["in"], value: unknown): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new AppError("invalid_request", "The request does not have the expected shape.", {
    issues: toIssues(parsed.error, part),
  });
}

function toIssues(error: z.ZodError, part: Issue["in"] = "body"): Issue[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        in: part,
        pointer: toPointer([...issue.path, key]),
        detail: "There is no such field.",
      }));
    }
    return [{ in: part, pointer: toPointer(issue.path), detail: issue.message }];
  });
}

/** RFC 6901. */
function toPointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
