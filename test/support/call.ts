import { expect } from "vitest";
import type { RouteHandler } from "@/lib/platform/http/route";
import { Problem } from "@/lib/platform/schema";
import { type CallOptions, toRequest } from "./request";

export { type CallOptions, ORIGIN, toRequest } from "./request";

export interface Reply<T> {
  status: number;
  headers: Headers;
  raw: string;
  /** The reply of a success, which fits the shape that the route publishes. */
  json: T;
  /** The problem of a refusal, which fits the published Problem. */
  problem: Problem;
}

/** Calls a route's handler as Next would, and holds its reply to what the API publishes. */
export async function call<T = unknown>(handler: RouteHandler, options: CallOptions = {}): Promise<Reply<T>> {
  const response = await handler(toRequest(options), { params: Promise.resolve(options.params) });
  return readReply<T>(handler, response);
}

export async function readReply<T>(handler: RouteHandler, response: Response): Promise<Reply<T>> {
  const { status, headers } = response;
  const raw = await response.text();
  expect(headers.get("x-request-id")).toMatch(/^req_/);
  if (status < 400) {
    expect(status).toBe(handler.spec.status ?? 200);
    const json = handler.spec.reply ? JSON.parse(raw) : undefined;
    // Nothing in the reply that its schema does not name.
    if (handler.spec.reply) expect(handler.spec.reply.parse(json)).toEqual(json);
    const problem = new Proxy({} as Problem, {
      get: () => {
        throw new Error(`This was no refusal: ${raw.slice(0, 300)}`);
      },
    });
    return { status, headers, raw, json: json as T, problem };
  }
  expect(headers.get("content-type")).toBe("application/problem+json");
  const problem = Problem.parse(JSON.parse(raw));
  expect(problem.status).toBe(status);
  expect(problem.requestId).toBe(headers.get("x-request-id"));
  const json = new Proxy({} as object, {
    get: () => {
      throw new Error(`This was refused: ${raw.slice(0, 300)}`);
    },
  });
  return { status, headers, raw, json: json as T, problem };
}
