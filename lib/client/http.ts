// Typed fetch over the public API, shared by browser and command line.
import type { z } from "zod";
import { AppError } from "@/lib/platform/errors";
import { Problem } from "@/lib/platform/schema";

export interface ApiRequest<T> {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path below `/api/v1`, for example `/tasks/claim`. */
  path: string;
  query?: Record<string, string | number | boolean | null | undefined>;
  body?: unknown;
  reply: z.ZodType<T>;
  idempotencyKey?: string;
  signal?: AbortSignal;
}

/** Reaching the server failed, or its reply was no API reply; trying again may help. */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";
}

/** A refusal by the API: its problem, with code, issues and request id. */
export class ApiError extends AppError {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.code, problem.detail ?? problem.title, {
      issues: problem.issues ?? [],
      facts: problem.facts ?? {},
    });
    this.problem = problem;
  }
}

export interface ApiClientOptions {
  /** Origin of the control room; empty in the browser. */
  baseUrl: string;
  key?: string;
}

/**
 * A function that sends one request and returns the parsed reply.
 * Throws ApiError for a problem reply, ConnectionError when there was none.
 */
export function createApiClient({ baseUrl, key }: ApiClientOptions) {
  return async function call<T>(request: ApiRequest<T>): Promise<T> {
    const response = await send(baseUrl, key, request);
    const text = await response.text().catch((cause: unknown) => {
      throw new ConnectionError("The reply was cut off.", { cause });
    });
    const json = parseJson(text);
    if (!response.ok) throw toError(response.status, json);
    const parsed = request.reply.safeParse(json);
    if (!parsed.success)
      throw new ConnectionError("The reply does not have the published shape.", { cause: parsed.error });
    return parsed.data;
  };
}
export type ApiCall = ReturnType<typeof createApiClient>;

async function send(
  baseUrl: string,
  key: string | undefined,
  request: ApiRequest<unknown>,
): Promise<Response> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined && value !== null && value !== "") query.set(name, String(value));
  }
  const url = `${baseUrl}/api/v1${request.path}${query.size > 0 ? `?${query}` : ""}`;
  const headers: Record<string, string> = { accept: "application/json" };
  if (key) headers.authorization = `Bearer ${key}`;
  if (request.body !== undefined) headers["content-type"] = "application/json";
  if (request.idempotencyKey) headers["idempotency-key"] = request.idempotencyKey;
  try {
    return await fetch(url, {
      method: request.method,
      headers,
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      ...(request.signal ? { signal: request.signal } : {}),
    });
  } catch (cause) {
    if (request.signal?.aborted) throw cause;
    throw new ConnectionError("The control room could not be reached.", { cause });
  }
}

function parseJson(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toError(status: number, json: unknown): Error {
  const problem = Problem.safeParse(json);
  return problem.success
    ? new ApiError(problem.data)
    : new ConnectionError(`The control room answered ${status} without a problem description.`);
}
