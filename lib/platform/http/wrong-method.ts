import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";
import { AppError } from "../errors";
import { log } from "../log";
import { answerAnybody } from "./answer-anybody";
import { allowedMethods, type RouteModule } from "./openapi";

const API = "/api/v1";
type Routes = Record<string, RouteModule>;

/**
 * Next answers a method that a route does not have by itself, with an empty 405 and without `Allow`. On API paths
 * that answer is held back and replaced by a problem document. `loadRoutes` is called only when one is needed.
 */
export function answerWrongMethods(loadRoutes: () => Promise<Routes>): void {
  subscribe("http.server.request.start", (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    if (!request.url?.startsWith(`${API}/`)) return;
    replaceRefusal(response, async () => toRefusal(request, await loadRoutes()));
  });
}

/** Swallows what is written of a 405 and ends with the problem instead; everything else passes as it is. */
function replaceRefusal(response: ServerResponse, problem: () => Promise<Response>): void {
  let isHeld = true;
  const holds = () => isHeld && response.statusCode === 405;
  const { flushHeaders, writeHead, write, end } = response;
  const unlessHeld =
    (method: (...args: never[]) => unknown, instead: unknown) =>
    (...args: never[]) =>
      holds() ? instead : method.apply(response, args);
  const finish = async () => {
    const reply = await problem();
    const body = await reply.text();
    isHeld = false;
    response.statusCode = reply.status;
    for (const [name, value] of reply.headers) response.setHeader(name, value);
    end.call(response, body, "utf8");
  };
  const giveUp = (error: unknown) => {
    log().error({ err: error }, "a refused method could not be described");
    isHeld = false;
    end.call(response, "", "utf8");
  };
  Object.assign(response, {
    flushHeaders: unlessHeld(flushHeaders, undefined),
    writeHead: unlessHeld(writeHead, response),
    write: unlessHeld(write, true),
    end: (...args: Parameters<typeof end>) => {
      if (!holds()) return end.apply(response, args);
      void finish().catch(giveUp);
      return response;
    },
  });
}

async function toRefusal(request: IncomingMessage, routes: Routes): Promise<Response> {
  const { method = "", headers } = request;
  const get = (name: string) => [headers[name]].flat()[0] ?? null;
  const path = (request.url ?? "").slice(API.length).split("?")[0] ?? "";
  const allow = allowedMethods(routes, path).join(", ");
  const response = await answerAnybody({ method, headers: { get } }, "none", () => {
    throw new AppError("method_not_allowed", `${method} is not possible here. Possible: ${allow}.`);
  });
  if (response.status === 405) response.headers.set("allow", allow);
  return response;
}
