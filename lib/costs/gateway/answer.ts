// A request to the gateway from its first byte to its record.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Actor } from "@/lib/platform/auth/actor";
import { runInRequest } from "@/lib/platform/context";
import { newId } from "@/lib/platform/ids";
import { log } from "@/lib/platform/log";
import { releaseCall } from "../service/reserve";
import { readBody } from "./body";
import { readCall } from "./call";
import { identifyCaller, placeOf, tellsAnything, toldBy } from "./caller";
import { noteOutput } from "./expected";
import { type Exchange, forward } from "./forward";
import { toUpstream, without } from "./headers";
import { record } from "./ledger";
import { gatewayMetrics } from "./metrics";
import { Refusal, refuse, toRefusal } from "./refusal";
import { type Metered, reserve } from "./reserve";
import { toMeteredCall } from "./settle";
import { providerOf, type Target, toTarget } from "./target";

/** Resolves when the answer has gone out and what it cost is written. */
export async function answerGateway(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const requestId = newId("req");
  const provider = providerOf(request.url ?? "");
  // As others log it: the caller was gone before there was an answer.
  const count = () =>
    gatewayMetrics().requests.inc({ provider, status: response.headersSent ? response.statusCode : 499 });
  gatewayMetrics().open.inc();
  try {
    await runInRequest({ requestId }, () => serve(request, response, requestId));
  } catch (error) {
    if (response.destroyed) return log().info({ requestId, provider }, "a caller hung up");
    const refusal =
      toRefusal(error) ?? new Refusal(500, "Something went wrong in OmoiOS; its log has this request's id.");
    if (!toRefusal(error)) log().error({ err: error, requestId }, "gateway failed");
    else log().info({ requestId, provider, status: refusal.status }, "gateway refused");
    if (response.headersSent) response.destroy();
    else refuse(response, provider, refusal, requestId);
  } finally {
    gatewayMetrics().open.dec();
    count();
  }
}

async function serve(request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> {
  const { method = "GET", url = "" } = request;
  const target = toTarget(method, url);
  if (!target) throw new Refusal(404, "The gateway leads to no such path. See docs/costs/gateway.md.");
  const actor = await identifyCaller(request);
  if (/omoi_[\w-]{16,}/.test(target.path))
    throw new Refusal(400, "An OmoiOS key must not stand in an address.");
  const headers = toUpstream(request, target.provider);
  if (!headers) {
    throw new Refusal(
      401,
      `This server has no key for ${target.provider}: send your own, and the OmoiOS key as x-omoi-key.`,
    );
  }
  if (target.endpoint) return serveMetered(request, response, requestId, actor, target, headers);
  const told = toldBy(request);
  if (tellsAnything(told)) await placeOf(actor, told);
  if (response.destroyed) return;
  const sending = { target, method, headers, body: hasBody(request) ? request : null, dropsUsage: false };
  finish(await forward(sending, request, response), target, { requestId, actor }, response);
}

async function serveMetered(
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  actor: Actor,
  target: Target,
  given: string[],
): Promise<void> {
  const endpoint = target.endpoint;
  if (!endpoint) return;
  const told = toldBy(request);
  const place = await placeOf(actor, told);
  const call = readCall(endpoint, await readBody(request));
  const metered: Metered = {
    actor,
    target,
    endpoint,
    told,
    place,
    call,
    requestId,
    startedAt: new Date(),
    reservationId: null,
  };
  metered.reservationId = await reserve(metered);
  if (response.destroyed) return release(metered);
  const headers = [...without(given, "content-length", ...(call.dropsUsage ? ["accept-encoding"] : []))];
  headers.push("content-length", String(call.body.length));
  // A stream that must lose an event has to be readable.
  if (call.dropsUsage) headers.push("accept-encoding", "identity");
  const sending = { target, method: "POST", headers, body: call.body, dropsUsage: call.dropsUsage };
  const exchange = await forward(sending, request, response).catch(async (error: unknown) => {
    await release(metered);
    throw error;
  });
  finish(exchange, target, metered, response);
  await settle(metered, exchange);
}

async function settle(metered: Metered, exchange: Exchange): Promise<void> {
  const { actor, target, place, requestId } = metered;
  const call = toMeteredCall(metered, exchange);
  if (!call) return release(metered);
  if (call.isEstimated) gatewayMetrics().estimated.inc({ provider: target.provider });
  else noteOutput(target.provider, metered.call.model, place.projectId, call.tokens.output);
  const { model, tokens, isEstimated } = call;
  log().info({ requestId, model, tokens, isEstimated }, "gateway call metered");
  await record(actor, call, requestId, place.projectId);
}

async function release({ reservationId, requestId }: Metered): Promise<void> {
  if (reservationId === null) return;
  // It ends by itself; who waits for the money waits until then.
  await releaseCall(reservationId).catch((error: unknown) => {
    log().warn({ err: error, requestId }, "a reservation was not released and will expire");
  });
}

/** The caller is told at once where nothing was passed on. */
function finish(
  { status, end, refusal, ms }: Exchange,
  { provider, endpoint }: Target,
  { requestId, actor }: { requestId: string; actor: Actor },
  response: ServerResponse,
): void {
  if (refusal) refuse(response, provider, refusal, requestId);
  gatewayMetrics().upstreamSeconds.observe({ provider }, ms / 1000);
  const line = { requestId, provider, endpoint, status, end, ms: Math.round(ms), actor: actor.id };
  log().info(line, "gateway request");
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}
