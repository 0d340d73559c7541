// One request to a provider and its answer back, byte by byte.
import { IncomingMessage, type ServerResponse } from "node:http";
import { PassThrough } from "node:stream";
import { Agent, type Dispatcher } from "undici";
import { env } from "@/lib/platform/env";
import { headerOf, toCaller, without } from "./headers";
import { filterUsage, type Meter, meterFor } from "./meter";
import type { Reading } from "./readers";
import { Refusal } from "./refusal";
import type { Target } from "./target";

const NOTHING = Buffer.alloc(0);
const CONNECT_MS = 10_000;
const IDLE_CONNECTION_MS = 30_000;

export interface Exchange {
  /** Null: nothing came. */
  status: number | null;
  reading: Reading | null;
  end: "whole" | "cut" | "hung up" | "no answer" | "unreachable";
  /** What the caller is to be told, where nothing was passed on. */
  refusal: Refusal | null;
  /** Of the provider's own name of the request. */
  upstreamId: string | null;
  ms: number;
}

const holder = globalThis as typeof globalThis & { omoiGatewayAgent?: Agent };

/** Keeps connections to the providers open. */
function agent(): Agent {
  holder.omoiGatewayAgent ??= new Agent({
    connect: { timeout: CONNECT_MS },
    keepAliveTimeout: IDLE_CONNECTION_MS,
    pipelining: 1,
    // In HTTP/2 there are no raw headers to pass on.
    allowH2: false,
  });
  return holder.omoiGatewayAgent;
}

export async function closeConnections(): Promise<void> {
  const open = holder.omoiGatewayAgent;
  delete holder.omoiGatewayAgent;
  await open?.destroy();
}

interface Sending {
  target: Target;
  method: string;
  headers: string[];
  body: Buffer | IncomingMessage | null;
  /** Answers to streams lack the event that only we asked for. */
  dropsUsage: boolean;
}

export function forward(
  sending: Sending,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Exchange> {
  const { target, method, headers, body } = sending;
  const { GATEWAY_HEADERS_TIMEOUT_SECONDS, GATEWAY_IDLE_TIMEOUT_SECONDS } = env();
  return new Promise((resolve) => {
    agent().dispatch(
      {
        origin: target.origin,
        path: target.path,
        method: method as Dispatcher.HttpMethod,
        headers,
        body: body instanceof IncomingMessage ? piped(body) : body,
        headersTimeout: GATEWAY_HEADERS_TIMEOUT_SECONDS * 1000,
        bodyTimeout: GATEWAY_IDLE_TIMEOUT_SECONDS * 1000,
      },
      passOn(sending, request, response, resolve),
    );
  });
}

/** Undici destroys a body that it cannot send to its end: not the request, whose connection is to be answered. */
function piped(request: IncomingMessage): PassThrough {
  return request.pipe(new PassThrough().on("error", () => {}));
}

function passOn(
  { target: { endpoint }, dropsUsage }: Sending,
  request: IncomingMessage,
  response: ServerResponse,
  resolve: (exchange: Exchange) => void,
): Dispatcher.DispatchHandler {
  const started = performance.now();
  let status: number | null = null;
  let raw: string[] = [];
  let meter: Meter | null = null;
  let filter: ReturnType<typeof filterUsage> | null = null;
  let upstream: Dispatcher.DispatchController | undefined;
  let hasHungUp = false;
  let isOver = false;

  const hangUp = () => {
    if (isOver || response.writableFinished) return;
    hasHungUp = true;
    upstream?.abort(new Error("The caller hung up."));
  };
  // A request that is gone before its answer begins tells so itself; its response may not.
  request.once("aborted", hangUp);
  response.once("close", hangUp);
  const goOn = () => upstream?.resume();

  const finish = async (end: Exchange["end"], refusal: Refusal | null) => {
    if (isOver) return;
    isOver = true;
    const ms = performance.now() - started;
    // What is left of an upload would hold up what comes next on its connection.
    request.unpipe().resume();
    const reading = (await meter?.end().catch(() => null)) ?? null;
    const upstreamId = headerOf(raw, "x-request-id") ?? headerOf(raw, "request-id") ?? null;
    resolve({ status, reading, end, refusal, upstreamId, ms });
  };

  const send = (bytes: Buffer) => {
    if (bytes.length > 0 && !response.write(bytes) && upstream && !upstream.paused) {
      upstream.pause();
      response.once("drain", goOn);
    }
  };

  /** Reading along must never stop what passes. */
  const tryTo = <T>(work: () => T, otherwise: T): T => {
    try {
      return work();
    } catch {
      meter = null;
      filter = null;
      return otherwise;
    }
  };

  return {
    onRequestStart: (controller) => {
      upstream = controller;
      if (hasHungUp) controller.abort(new Error("The caller hung up."));
    },
    onResponseStart: (controller, code, _, statusText) => {
      if (code < 200) return;
      status = code;
      raw = namesAndValues(controller.rawHeaders);
      const type = headerOf(raw, "content-type") ?? "";
      const encoding = (headerOf(raw, "content-encoding") ?? "").trim().toLowerCase();
      const isEvents = type.includes("text/event-stream");
      if (endpoint && dropsUsage && isEvents && (encoding === "" || encoding === "identity")) {
        filter = filterUsage(endpoint);
        meter = filter.meter;
      } else if (endpoint) meter = meterFor(endpoint, type, encoding);
      const passed = toCaller(raw);
      response.sendDate = headerOf(raw, "date") === undefined;
      response.writeHead(code, statusText ?? "", filter ? without(passed, "content-length") : passed);
      // Of a stream the head must not wait for the first event.
      if (isEvents) response.flushHeaders();
    },
    onResponseData: (_, chunk) => {
      send(filter ? tryTo(() => filter?.pass(chunk) ?? chunk, chunk) : chunk);
      tryTo(() => meter?.push(chunk), undefined);
    },
    onResponseEnd: () => {
      if (filter) send(tryTo(() => filter?.rest() ?? NOTHING, NOTHING));
      response.end();
      void finish("whole", null);
    },
    onResponseError: (_, error) => {
      if (hasHungUp) return void finish("hung up", null);
      if (status === null) return void finish(...explain(error));
      if (filter) send(tryTo(() => filter?.rest() ?? NOTHING, NOTHING));
      // Cut off like the upstream was, behind its last byte: an orderly end would make the answer look whole.
      response.socket?.destroySoon();
      void finish("cut", null);
    },
  };
}

function explain(error: Error): ["no answer" | "unreachable", Refusal] {
  const { code = error.name } = error as NodeJS.ErrnoException;
  if (code === "UND_ERR_HEADERS_TIMEOUT")
    return ["no answer", new Refusal(504, "The provider did not answer in time.")];
  return ["unreachable", new Refusal(502, `The provider could not be reached (${code}).`)];
}

function namesAndValues(raw: Dispatcher.DispatchController["rawHeaders"]): string[] {
  return Array.isArray(raw)
    ? raw.map((part) => (typeof part === "string" ? part : part.toString("latin1")))
    : [];
}
