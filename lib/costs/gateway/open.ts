// Puts the gateway on the HTTP server, before Next: what passes Next's routes is compressed, and gets further headers.
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { onSignals } from "@/lib/platform/events/signals";
import type { Stop } from "@/lib/platform/stop";
import { answerGateway } from "./answer";
import { forgetCaller } from "./caller";
import { closeConnections } from "./forward";
import { gatewayMetrics } from "./metrics";
import { forgetBudgets } from "./reserve";
import { isForGateway } from "./target";

const CHANNEL = "http.server.request.start";
type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** From now on requests to /api/gateway are answered here. What it returns waits for calls and records under way. */
export function openGateway(): Stop {
  // Counters that are there from the start, so that an alarm can tell 0 from absent.
  gatewayMetrics();
  const open = new Set<Promise<void>>();
  const adopted = new WeakSet<Server>();
  const onStart = (message: unknown) => {
    const { server, request } = message as { server: Server; request: IncomingMessage };
    // Node tells of a request right before it hands it over, so this one is led here already.
    if (isForGateway(request.url) && !adopted.has(server)) adopt(server);
  };
  const adopt = (server: Server) => {
    adopted.add(server);
    const others = server.listeners("request") as Listener[];
    server.removeAllListeners("request");
    server.on("request", (request: IncomingMessage, response: ServerResponse) => {
      if (!isForGateway(request.url)) {
        for (const listener of others) listener.call(server, request, response);
        return;
      }
      const answered: Promise<void> = answerGateway(request, response).finally(() => open.delete(answered));
      open.add(answered);
    });
  };
  subscribe(CHANNEL, onStart);
  const stopSignals = onSignals((signals) => {
    for (const { topic, id } of signals) {
      if (topic === "access.key_changed") forgetCaller(id);
      if (topic.startsWith("cost.budget.")) forgetBudgets();
    }
  });
  return async () => {
    while (open.size > 0) await Promise.all(open);
    unsubscribe(CHANNEL, onStart);
    stopSignals();
    await closeConnections();
  };
}
