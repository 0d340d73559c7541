// Requests as clients send them; without a test's tools, so that a process of its own can make them, too.
export interface CallOptions {
  method?: string;
  path?: string;
  /** Path parameters, as Next gives them. */
  params?: Record<string, string>;
  query?: Record<string, string | number | boolean>;
  /** JSON, unless it is a string, which is sent as it is. */
  body?: unknown;
  key?: { secret: string };
  /** A signed-in person, whose browser says that the request is of the same origin. */
  person?: { cookie: string };
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

export const ORIGIN = "http://localhost:3000";

export function toRequest(options: CallOptions): Request {
  const url = new URL(options.path ?? "/api/v1/test", ORIGIN);
  for (const [name, value] of Object.entries(options.query ?? {})) url.searchParams.set(name, String(value));
  const headers = new Headers({ host: url.host });
  if (options.key) headers.set("authorization", `Bearer ${options.key.secret}`);
  if (options.person) {
    headers.set("cookie", options.person.cookie);
    headers.set("sec-fetch-site", "same-origin");
  }
  const init: RequestInit = { method: options.method ?? "GET", headers };
  if (options.body !== undefined) {
    headers.set("content-type", "application/json");
    init.body = typeof options.body === "string" ? options.body : JSON.stringify(options.body);
  }
  for (const [name, value] of Object.entries(options.headers ?? {})) headers.set(name, value);
  if (options.signal) init.signal = options.signal;
  return new Request(url, init);
}
