import type { Actor } from "../auth/actor";
import type { RequestContext } from "../context";
import { env } from "../env";
import { log } from "../log";
import { metrics } from "../metrics/registry";
import type { Allowance } from "./rate-limit";

/** What becomes known about a request while it is answered. */
export interface Seen {
  actor?: Actor;
  allowance?: Allowance;
  params?: Record<string, unknown>;
}

const PROXY_REQUEST_ID = /^[\w.:-]{1,128}$/;

/** Counts, times and logs one answered API request; neither a path nor an id becomes a label. */
export function observe(
  request: Request,
  response: Response,
  started: number,
  context: RequestContext,
  seen: Seen,
): void {
  const { method } = request;
  const route = templateOf(new URL(request.url).pathname, seen.params ?? {});
  const ms = performance.now() - started;
  const workedMs = ms - (context.waitedMs ?? 0);
  metrics().requests.inc({ method, route, status: response.status });
  metrics().requestSeconds.observe({ method, route }, workedMs / 1000);
  const line = {
    requestId: context.requestId,
    method,
    route,
    status: response.status,
    ms: Math.round(ms),
    ...(context.waitedMs === undefined ? {} : { waitedMs: Math.round(context.waitedMs) }),
    ...(seen.actor ? { actor: seen.actor.id } : {}),
    ...proxyRequestId(request),
  };
  if (workedMs > env().SLOW_REQUEST_MS) log().warn(line, "slow request");
  else log().info(line, "request");
}

/**
 * `/api/v1/tasks/task_…/log` as `/tasks/{id}/log`. The first part is never a parameter, so the templates that a
 * caller can make up with odd ids are as few as the routes have parts.
 */
export function templateOf(pathname: string, params: Record<string, unknown>): string {
  const [first = "", ...rest] = pathname.replace(/^\/(api\/v1\/)?/, "").split("/");
  const left = new Map(Object.entries(params).map(([name, value]) => [String(value), name]));
  const parts = rest.map((part) => {
    const value = decode(part);
    const name = left.get(value);
    if (name === undefined) return part;
    left.delete(value);
    return `{${name}}`;
  });
  return `/${[first, ...parts].join("/")}`;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** A trusted proxy's own id is logged beside ours, which stays the one that callers see and events carry. */
function proxyRequestId(request: Request): { proxyRequestId?: string } {
  const id = env().TRUSTED_PROXIES > 0 ? request.headers.get("x-request-id") : null;
  return id && PROXY_REQUEST_ID.test(id) ? { proxyRequestId: id } : {};
}
