import { createHash } from "node:crypto";
import { z } from "zod";
import type { Scope } from "../auth/access";
import { type Actor, requireAnyScope } from "../auth/actor";
import { authenticate } from "../auth/authenticate";
import { type RequestContext, runInRequest } from "../context";
import { AlreadyDone } from "../db/transact";
import { AppError, type ErrorCode } from "../errors";
import { newId } from "../ids";
import { parseJsonBody, readBody } from "./body";
import { isChanging, recordForbidden } from "./forbidden";
import { findReply } from "./idempotency";
import { observe, type Seen, templateOf } from "./observe";
import { parsePart, toProblemResponse } from "./problem";
import { toQuery } from "./query";
import {
  countRequest,
  countStranger,
  findSpentAddress,
  refuseExceeded,
  setRateLimitHeaders,
  vouchFor,
} from "./rate-limit";
import { type About, type AskedFor, readSent, recordRefusal } from "./refusals";

type MediaType = "text/event-stream" | "application/octet-stream" | "application/x-ndjson" | "text/csv";

/** What a route declares; the handler's types and the OpenAPI document both come from it. */
export interface RouteSpec<
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  R extends z.ZodType,
> {
  summary: string;
  /** The scope it needs; of several, any one opens it and the service decides further. */
  scope: Scope | readonly Scope[];
  params?: P;
  query?: Q;
  body?: B;
  /** The reply's shape; a route that `produces` another media type returns a Response instead. */
  reply?: R;
  produces?: MediaType | readonly MediaType[];
  /** 201 for what creates a record. */
  status?: 200 | 201;
  /** An act of governance, for example `guardian.intervene`: who is refused it is kept in the audit trail. */
  governs?: string;
  /**
   * What a refused act was about, for the audit trail; throws, or says null, where the caller sees nothing of it. Beside
   * `governs` what was sent is kept as it was; without, no more of it than this tells, so never what may be a secret.
   */
  about?: (actor: Actor, asked: AskedFor) => Promise<About | null>;
  /** Honours `Idempotency-Key`: for use cases that are one transaction whose result is the reply. */
  idempotent?: boolean;
  /** The largest body it reads, where one megabyte is not enough. */
  bodyBytesMax?: number;
  /** Codes it refuses with beyond those of every route of its kind, for the API's description. */
  refuses?: readonly ErrorCode[];
}

interface Input<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  actor: Actor;
  params: z.output<P>;
  query: z.output<Q>;
  body: z.output<B>;
  /** Fires when the caller hangs up. */
  signal: AbortSignal;
  request: Request;
}

interface NextContext {
  /** Next resolves it to undefined for a route without parameters. */
  params: Promise<Record<string, string | string[] | undefined> | undefined>;
}

export type AnyRouteSpec = RouteSpec<z.ZodType, z.ZodType, z.ZodType, z.ZodType>;
export interface RouteHandler {
  (request: Request, context: NextContext): Promise<Response>;
  spec: AnyRouteSpec;
}

const NOTHING = z.strictObject({});
const nothing = () => Promise.resolve(null);
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,200}$/;

/** Builds a route handler: authenticate, check scope, limit, parse, call one service function, parse the reply. */
export function route<
  P extends z.ZodType = typeof NOTHING,
  Q extends z.ZodType = typeof NOTHING,
  B extends z.ZodType = typeof NOTHING,
  R extends z.ZodType = z.ZodType,
>(
  spec: RouteSpec<P, Q, B, R>,
  handle: (input: Input<P, Q, B>) => Promise<z.input<R> | Response>,
): RouteHandler {
  const handler = async (request: Request, context: NextContext): Promise<Response> => {
    const requestId = newId("req");
    const started = performance.now();
    const own: RequestContext = { requestId };
    const seen: Seen = {};
    const response = await runInRequest(own, () =>
      answer(request, context, requestId, seen).catch((error: unknown) =>
        toProblemResponse(error, requestId),
      ),
    );
    if (seen.allowance) setRateLimitHeaders(response.headers, seen.allowance);
    observe(request, response, started, own, seen);
    return response;
  };

  async function answer(
    request: Request,
    context: NextContext,
    requestId: string,
    seen: Seen,
  ): Promise<Response> {
    const named = (await context.params) ?? {};
    seen.params = named;
    const actor = await identify(request, seen);
    const heard = { body: "" };
    return serve(request, actor, named, requestId, heard).catch(async (error: unknown) => {
      await record(request, actor, named, heard, error);
      throw error;
    });
  }

  /** Who was refused an act of governance, or anything else that changes something for want of the right to it. */
  async function record(
    request: Request,
    actor: Actor,
    named: Record<string, unknown>,
    heard: { body: string },
    error: unknown,
  ): Promise<void> {
    if (!isChanging(request.method)) return;
    const path = new URL(request.url).pathname;
    const entity = [named.id, named.name].find((name) => typeof name === "string") ?? path;
    const about = () => spec.about?.(actor, { params: named, body: readSent(heard.body) }) ?? nothing();
    const refused = { actor, entity, path, about };
    if (spec.governs) return recordRefusal({ ...refused, ...heard, act: spec.governs }, error);
    await recordForbidden({ ...refused, operation: `${request.method} ${templateOf(path, named)}` }, error);
  }

  async function serve(
    request: Request,
    actor: Actor,
    named: Record<string, unknown>,
    requestId: string,
    heard: { body: string },
  ): Promise<Response> {
    const hear = () => (request.method === "GET" ? "" : readBody(request, spec.bodyBytesMax));
    // What is asked for without the right to is kept as well.
    const isHeard = Boolean(spec.governs ?? spec.about);
    if (isHeard) heard.body = await hear();
    requireAnyScope(actor, spec.scope);
    const params = parsePart(spec.params ?? NOTHING, "path", named) as z.output<P>;
    const url = new URL(request.url);
    const query = parsePart(spec.query ?? NOTHING, "query", toQuery(url.searchParams)) as z.output<Q>;
    const text = isHeard ? heard.body : await hear();
    const body = parsePart(spec.body ?? NOTHING, "body", parseJsonBody(text)) as z.output<B>;
    const input = { actor, params, query, body, signal: request.signal, request };
    const key = spec.idempotent ? request.headers.get("idempotency-key") : null;
    if (key === null) return reply(await handle(input), requestId);
    const result = await once(actor, key, `${request.method} ${url.pathname}\n${text}`, requestId, () =>
      handle(input),
    );
    return reply(result.value, requestId, result.replayed);
  }

  async function once(
    actor: Actor,
    key: string,
    content: string,
    requestId: string,
    work: () => Promise<unknown>,
  ) {
    if (!IDEMPOTENCY_KEY.test(key)) {
      throw new AppError("invalid_request", "Idempotency-Key must be 1 to 200 visible ASCII characters.");
    }
    const requestHash = createHash("sha256").update(content).digest("hex");
    const idempotency = { actor: actor.id, key, requestHash };
    const earlier = await findReply(idempotency);
    if (earlier) return { value: earlier.reply, replayed: true };
    try {
      return { value: await runInRequest({ requestId, idempotency }, work), replayed: false };
    } catch (error) {
      if (!(error instanceof AlreadyDone)) throw error;
      // The same key won the race; its transaction has committed, so its reply is there.
      const first = await findReply(idempotency);
      if (!first) throw new AppError("conflict", "A request with this Idempotency-Key is still running.");
      return { value: first.reply, replayed: true };
    }
  }

  function reply(value: unknown, requestId: string, replayed = false): Response {
    if (value instanceof Response) {
      value.headers.set("x-request-id", requestId);
      return value;
    }
    const headers = new Headers({
      "content-type": "application/json",
      "cache-control": "no-store",
      "x-request-id": requestId,
    });
    if (replayed) headers.set("idempotency-replayed", "true");
    return new Response(JSON.stringify(spec.reply?.parse(value)), { status: spec.status ?? 200, headers });
  }

  return Object.assign(handler, { spec: spec as unknown as AnyRouteSpec });
}

/** Who asks, within the limits of their credential or, where that is not valid, of their address. */
export async function identify(request: Request, seen: Seen): Promise<Actor> {
  const spent = await findSpentAddress(request);
  if (spent) {
    seen.allowance = spent;
    refuseExceeded(spent);
  }
  try {
    seen.actor = await authenticate(request);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "unauthenticated") throw error;
    seen.allowance = await countStranger(request);
    refuseExceeded(seen.allowance);
    throw error;
  }
  vouchFor(request);
  seen.allowance = await countRequest(seen.actor);
  refuseExceeded(seen.allowance);
  return seen.actor;
}
