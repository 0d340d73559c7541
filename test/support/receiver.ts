import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface Received {
  path: string;
  headers: Record<string, string>;
  body: string;
  at: number;
}

type Answer = (response: ServerResponse, received: Received, count: number) => unknown;

/** A local HTTP server in the place of a webhook's receiver; it keeps what it got and answers as it is told. */
export async function aReceiver(answer: Answer = (response) => response.writeHead(200).end("ok")) {
  const received: Received[] = [];
  let now = 0;
  let most = 0;
  let answering = answer;
  const server = createServer((request, response) => {
    now += 1;
    most = Math.max(most, now);
    response.on("close", () => {
      now -= 1;
    });
    readAll(request).then(async (body) => {
      const headers = request.headers as Record<string, string>;
      const one = { path: request.url ?? "", headers, body, at: performance.now() };
      received.push(one);
      await answering(response, one, received.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    port,
    url: `http://127.0.0.1:${port}/hook`,
    received,
    mostAtOnce: () => most,
    answer: (next: Answer) => {
      answering = next;
    },
  };
}

async function readAll(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  return text;
}
