// The product's own routes behind a real HTTP server: what `next start` does, without the build.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { afterAll, beforeAll } from "vitest";
import { routes } from "@/app/api/v1/routes";
import { noSuchRoute } from "@/lib/platform/http/no-such-route";
import type { RouteHandler } from "@/lib/platform/http/route";

const PATTERNS = Object.entries(routes).map(([path, module]) => ({
  module: module as unknown as Record<string, RouteHandler | undefined>,
  names: [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name),
  regExp: new RegExp(`^/api/v1${path.replace(/\{\w+\}/g, "([^/]+)")}$`),
  // `/tasks/claim` before `/tasks/{id}`, as in Next.
  weight: path.split("{").length,
}));
PATTERNS.sort((one, other) => one.weight - other.weight);

export class RealRoom {
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  url = "";

  async start(): Promise<void> {
    // The second time on the same port.
    const port = this.url ? Number(new URL(this.url).port) : 0;
    await new Promise<void>((resolve) => this.#server.listen(port, "127.0.0.1", resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Breaks every open connection, as a restart does. */
  breakConnections(): void {
    this.#server.closeAllConnections();
  }

  async #answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk);
    const { pathname } = new URL(message.url ?? "/", this.url);
    const match = PATTERNS.map((pattern) => ({ ...pattern, found: pattern.regExp.exec(pathname) })).find(
      ({ found }) => found !== null,
    );
    const method = message.method ?? "GET";
    const handler = match?.module[method];
    const values = match?.found?.slice(1) ?? [];
    const params = Object.fromEntries(match?.names.map((name, index) => [name, values[index] ?? ""]) ?? []);
    const request = new Request(`${this.url}${message.url}`, {
      method,
      headers: message.headers as Record<string, string>,
      signal: gone.signal,
      ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
    });
    const reply = await (handler ?? noSuchRoute)(request, { params: Promise.resolve(params) });
    response.writeHead(reply.status, Object.fromEntries(reply.headers));
    if (reply.body)
      Readable.fromWeb(reply.body as Parameters<typeof Readable.fromWeb>[0])
        .on("error", () => {})
        .pipe(response);
    else response.end();
  }
}

/** One for the tests of a file. */
export function aRealRoom(): RealRoom {
  const room = new RealRoom();
  beforeAll(() => room.start());
  afterAll(() => room.stop());
  return room;
}
