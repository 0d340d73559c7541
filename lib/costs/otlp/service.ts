// OTLP over HTTP: what agents and their tools tell of their calls by OpenTelemetry.
import type { Actor } from "@/lib/platform/auth/actor";
import { runInRequest } from "@/lib/platform/context";
import { AppError } from "@/lib/platform/errors";
import { recordForbidden } from "@/lib/platform/http/forbidden";
import { observe, type Seen } from "@/lib/platform/http/observe";
import { setRateLimitHeaders } from "@/lib/platform/http/rate-limit";
import { identify } from "@/lib/platform/http/route";
import { newId } from "@/lib/platform/ids";
import { log } from "@/lib/platform/log";
import { toAnswer, toRefusal } from "./answer";
import { Attributes } from "./attributes";
import { encodingOf, readBytes } from "./body";
import type { ReadCall } from "./call";
import { readLog } from "./logs";
import { readMetrics } from "./metrics";
import { recordRead } from "./record";
import { Refusal, Refusals } from "./refusal";
import { type KeyValues, parseRequest } from "./request";
import { readSpan } from "./spans";
import type { Encoding, Signal } from "./wire";

const NOUNS = { logs: "log records", metrics: "data points", traces: "spans" } as const;

/** The handler of a signal's route. */
export function takeIn(signal: Signal) {
  return async (request: Request): Promise<Response> => {
    const started = performance.now();
    const context = { requestId: newId("req") };
    const seen: Seen = {};
    const response = await runInRequest(context, () => answer(signal, request, seen));
    response.headers.set("x-request-id", context.requestId);
    if (seen.allowance) setRateLimitHeaders(response.headers, seen.allowance);
    observe(request, response, started, context, seen);
    return response;
  };
}

async function answer(signal: Signal, request: Request, seen: Seen): Promise<Response> {
  let encoding: Encoding = "json";
  try {
    // Asked first, so that every refusal is told in the encoding of the request.
    const known = tryEncoding(request);
    if (!(known instanceof AppError)) encoding = known;
    const actor = await identify(withKey(request), seen);
    if (known instanceof AppError) throw known;
    const refusals = await receive(signal, actor, encoding, await readBytes(request));
    const { count, message } = refusals.summary();
    if (count > 0) log().warn({ signal, actor: actor.id, refused: count, message }, "telemetry refused");
    return toAnswer(signal, encoding, refusals);
  } catch (error) {
    const { actor } = seen;
    const path = new URL(request.url).pathname;
    if (actor) await recordForbidden({ actor, operation: `POST ${path}`, entity: path, path }, error);
    return toRefusal(encoding, error);
  }
}

function tryEncoding({ headers }: Request): Encoding | AppError {
  try {
    return encodingOf(headers);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

/** For exporters that send a header of their own: the key may be in `x-omoi-key`. */
function withKey(request: Request): Request {
  const key = request.headers.get("x-omoi-key");
  if (key === null) return request;
  const headers = new Headers(request.headers);
  headers.set("authorization", `Bearer ${key}`);
  return new Request(request.url, { method: request.method, headers });
}

async function receive(
  signal: Signal,
  actor: Actor,
  encoding: Encoding,
  bytes: Uint8Array,
): Promise<Refusals> {
  const refusals = new Refusals(NOUNS[signal]);
  await recordRead(actor, read(signal, encoding, bytes, refusals), refusals);
  return refusals;
}

function read(signal: Signal, encoding: Encoding, bytes: Uint8Array, refusals: Refusals): ReadCall[] {
  if (signal === "metrics") return readMetrics(parseRequest(signal, encoding, bytes), refusals);
  if (signal === "logs") {
    const { resourceLogs } = parseRequest(signal, encoding, bytes);
    return resourceLogs.flatMap(({ resource, scopeLogs }) =>
      readEach(
        resource,
        scopeLogs.flatMap(({ logRecords }) => logRecords),
        readLog,
        refusals,
      ),
    );
  }
  const { resourceSpans } = parseRequest(signal, encoding, bytes);
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    readEach(
      resource,
      scopeSpans.flatMap(({ spans }) => spans),
      readSpan,
      refusals,
    ),
  );
}

function readEach<Item>(
  resource: { attributes: KeyValues } | null | undefined,
  items: Item[],
  readOne: (item: Item, resource: Attributes) => ReadCall | null,
  refusals: Refusals,
): ReadCall[] {
  const above = new Attributes(resource?.attributes ?? []);
  return items.flatMap((item) => {
    try {
      return readOne(item, above) ?? [];
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refusals.add(error.message);
      return [];
    }
  });
}
