// A node:http server that can fail on purpose: vanish and come back on its port, hang, cut replies off.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ErrorCode } from "@/lib/platform/errors";
import { statusOf } from "@/lib/platform/errors";

export interface Received {
  method: string;
  /** Below /api/v1. */
  path: string;
  body: unknown;
  text: string;
  key: string | null;
  idempotencyKey: string | null;
  at: number;
  /** Aborted when the caller has gone, or the server stops. */
  gone: AbortSignal;
}

export class Refusal extends Error {
  readonly code: ErrorCode;
  readonly facts: Record<string, number | string>;
  constructor(
    code: ErrorCode,
    detail = `Refused with ${code}.`,
    facts: Record<string, number | string> = {},
  ) {
    super(detail);
    this.code = code;
    this.facts = facts;
  }
}

/** `lose_reply`: the request takes effect, but its reply never arrives. */
export type Fault = "hang" | "reset" | "lose_reply" | ErrorCode | null;

export class FakeHttp {
  readonly requests: Received[] = [];
  /** Asked for each request before it takes effect. */
  fault: (request: Received) => Fault = () => null;
  readonly #handle: (request: Received) => Promise<unknown>;
  #server: Server | null = null;
  #port = 0;

  /** Goes with a fault that is a refusal. */
  retryAfterSeconds = 0;

  constructor(handle: (request: Received) => Promise<unknown>) {
    this.#handle = handle;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }
  get isUp(): boolean {
    return this.#server !== null;
  }

  async start(): Promise<void> {
    const server = createServer((request, response) => void this.#serve(request, response));
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(this.#port, "127.0.0.1", resolve);
    });
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
  }

  /** As a crash: open connections are cut. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (!server) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  }

  /** Requests to paths that end so, oldest first. */
  to(ending: string): Received[] {
    return this.requests.filter(({ path }) => path.endsWith(ending));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const received: Received = {
      method: request.method ?? "",
      path: (request.url ?? "").replace(/^\/api\/v1/, ""),
      body: JSON.parse(text || "null"),
      text,
      key: request.headers.authorization?.replace("Bearer ", "") ?? null,
      idempotencyKey: request.headers["idempotency-key"]?.toString() ?? null,
      at: Date.now(),
      gone: gone.signal,
    };
    this.requests.push(received);
    const fault = this.fault(received);
    if (fault === "hang") return;
    if (fault === "reset") return void request.socket.destroy();
    try {
      if (fault !== null && fault !== "lose_reply") {
        throw new Refusal(fault, undefined, { retryAfterSeconds: this.retryAfterSeconds });
      }
      const reply = await this.#handle(received);
      if (fault === "lose_reply") request.socket.destroy();
      else send(response, 200, reply);
    } catch (error) {
      const code = error instanceof Refusal ? error.code : "internal";
      const detail = error instanceof Error ? error.message : String(error);
      const facts = error instanceof Refusal ? error.facts : {};
      const status = statusOf(code);
      const problem = {
        type: "about:blank",
        title: code,
        status,
        code,
        detail,
        facts,
        requestId: "req_test",
      };
      send(response, status, problem);
    }
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
