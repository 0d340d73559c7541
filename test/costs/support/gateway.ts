// A gateway on a server of its own, in front of an upstream that a test tells what to answer.
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, expect, vi } from "vitest";
import { openGateway } from "@/lib/costs/gateway";
import { gatewayMetrics } from "@/lib/costs/gateway/metrics";
import type { KeyScope } from "@/lib/platform/auth/access";
import { aKey, aProject, aTask } from "../../support/makers";
import { costRowsOf } from "./rows";

interface Got {
  method: string;
  url: string;
  headers: IncomingMessage["headers"];
  body: string;
}

export type Play = (response: ServerResponse, got: Got) => unknown;

export interface Answer {
  status: number;
  headers: string[];
  body: Buffer;
  /** It ended before it was whole. */
  isCut: boolean;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** To be called once in a file, before anything reads the environment. */
export async function aGateway() {
  const got: Got[] = [];
  const open = new Set<ServerResponse>();
  let play: Play = (response) => response.end("{}");
  let breaksOff = false;
  const upstream = createServer(async (incoming, response) => {
    open.add(response);
    response.on("close", () => open.delete(response));
    const parts: Buffer[] = [];
    for await (const part of incoming) {
      if (breaksOff) return void incoming.destroy();
      parts.push(part);
    }
    const { method = "", url = "", headers } = incoming;
    const one = { method, url, headers, body: Buffer.concat(parts).toString("utf8") };
    got.push(one);
    await play(response, one);
  });
  const upstreamPort = await listen(upstream);
  const direct = `http://127.0.0.1:${upstreamPort}`;
  vi.stubEnv("OPENAI_UPSTREAM_URL", `${direct}/v1`);
  vi.stubEnv("ANTHROPIC_UPSTREAM_URL", direct);
  vi.stubEnv("GATEWAY_OPENAI_API_KEY", "sk-server-openai");
  vi.stubEnv("GATEWAY_ANTHROPIC_API_KEY", "sk-server-anthropic");
  vi.stubEnv("RATE_LIMIT_ADDRESS_PER_MINUTE", "30");
  vi.stubEnv("GATEWAY_HEADERS_TIMEOUT_SECONDS", "1");
  vi.stubEnv("GATEWAY_IDLE_TIMEOUT_SECONDS", "1");
  const server = createServer((_, response) => response.writeHead(418).end("not the gateway"));
  const port = await listen(server);
  const url = `http://127.0.0.1:${port}`;
  const stop = openGateway();
  afterAll(stop);
  return {
    url,
    openai: `${url}/api/gateway/openai/v1`,
    anthropic: `${url}/api/gateway/anthropic`,
    direct: { openai: `${direct}/v1`, anthropic: direct },
    got,
    last: () => got.at(-1) as Got,
    openAnswers: () => open.size,
    plays: (next: Play) => {
      play = next;
    },
    /** In the middle of what is sent to it. */
    breaksOff: (does: boolean) => {
      breaksOff = does;
    },
    recordsOf: costRowsOf,
    /** Resolves when no call is under way and every record is written. */
    settled: () => vi.waitFor(async () => expect(await openCalls()).toBe(0), { timeout: 30_000 }),
    stop,
  };
}

async function openCalls(): Promise<number> {
  const { values } = await gatewayMetrics().open.get();
  return values[0]?.value ?? 0;
}

/** A task of a project of its own, a runner's key for it, and the headers that say so. */
export async function aCaller(scopes: KeyScope[] = ["work:run"]) {
  const project = await aProject();
  const task = await aTask({ project });
  const key = await aKey({ project, scopes });
  return { project, task, key, headers: { "x-omoi-key": key.secret, "x-omoi-task": task.id } };
}

/** The rows of a project once there are so many. */
export const untilRecorded = (projectId: string, count = 1) =>
  vi.waitFor(
    async () => {
      const found = await costRowsOf(projectId);
      expect(found).toHaveLength(count);
      return found;
    },
    { timeout: 30_000 },
  );

interface Sent {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Called with each piece that comes. */
  onPiece?: (piece: Buffer, hangUp: () => void) => void;
}

/** Raw bytes as they come, nothing decoded. */
export function send(
  url: string,
  { method = "POST", headers = {}, body, onPiece }: Sent = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      { method, headers: { "content-type": "application/json", ...headers } },
      (response) => {
        const parts: Buffer[] = [];
        const done = (isCut: boolean) =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.rawHeaders,
            body: Buffer.concat(parts),
            isCut,
          });
        response.on("data", (piece: Buffer) => {
          parts.push(piece);
          onPiece?.(piece, () => outgoing.destroy());
        });
        response.on("end", () => done(!response.complete));
        response.on("error", () => done(true));
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
