// The OTLP endpoints behind a real HTTP server, and what official exporters and bare requests send to them.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { DiagLogLevel, diag } from "@opentelemetry/api";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { afterAll, beforeAll } from "vitest";
import * as logs from "@/app/api/otlp/v1/logs/route";
import * as metrics from "@/app/api/otlp/v1/metrics/route";
import * as traces from "@/app/api/otlp/v1/traces/route";
import { CostRecordsQuery } from "@/lib/costs/schema";
import * as costs from "@/lib/costs/service";
import { ADMIN, aKey, aProject } from "../../support/makers";

const ROUTES: Record<string, { POST: (request: Request) => Promise<Response> } | undefined> = {
  "/api/otlp/v1/logs": logs,
  "/api/otlp/v1/metrics": metrics,
  "/api/otlp/v1/traces": traces,
};

export interface Intake {
  /** What OTEL_EXPORTER_OTLP_ENDPOINT would be. */
  endpoint: string;
  /** What exporters were told of refusals, through OpenTelemetry's own diagnostics. */
  told: string[];
  requests: { path: string; type: string | undefined; packing: string | undefined }[];
}

/** One for the tests of a file. */
export function anIntake(): Intake {
  const intake: Intake = { endpoint: "", told: [], requests: [] };
  const server = createServer((request, response) => void answer(intake, request, response));
  const tell = (...words: unknown[]) =>
    void intake.told.push(
      words.map((word) => (typeof word === "string" ? word : JSON.stringify(word))).join(" "),
    );
  beforeAll(async () => {
    diag.setLogger({ error: tell, warn: tell, info() {}, debug() {}, verbose() {} }, DiagLogLevel.WARN);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    intake.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/otlp`;
  });
  afterAll(() => {
    diag.disable();
    server.closeAllConnections();
    server.close();
  });
  return intake;
}

async function answer(intake: Intake, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  const { headers, url = "/", method = "GET" } = message;
  intake.requests.push({ path: url, type: headers["content-type"], packing: headers["content-encoding"] });
  const request = new Request(`${intake.endpoint.slice(0, -"/api/otlp".length)}${url}`, {
    method,
    headers: headers as Record<string, string>,
    body: Buffer.concat(chunks),
  });
  const reply = await ROUTES[url]?.POST(request);
  response.writeHead(reply?.status ?? 404, Object.fromEntries(reply?.headers ?? []));
  response.end(Buffer.from((await reply?.arrayBuffer()) ?? new ArrayBuffer(0)));
}

/** A project with a key of its own. */
export const aProjectKey = async () => {
  const project = await aProject();
  return { project, key: await aKey({ project }) };
};

/** What the runner sets by OTEL_RESOURCE_ATTRIBUTES. */
export const resourceOf = (about: Record<string, string>) =>
  resourceFromAttributes({ "service.name": "claude-code", ...about });

export async function recordsOf(projectId: string) {
  const { items } = await costs.listCostRecords(
    ADMIN,
    CostRecordsQuery.parse({ project: projectId, limit: 200 }),
  );
  return items.toSorted((one, other) => one.externalId.localeCompare(other.externalId));
}

type Value =
  | { stringValue: string }
  | { intValue: string }
  | { doubleValue: unknown }
  | { boolValue: boolean };
type Told = Record<string, string | number | boolean>;

/** Attributes as OTLP's JSON has them: whole numbers as text. */
export function attributes(told: Told): { key: string; value: Value }[] {
  return Object.entries(told).map(([key, value]) => ({ key, value: toValue(value) }));
}

function toValue(value: string | number | boolean): Value {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (Number.isNaN(value)) return { doubleValue: "NaN" };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

export const nanos = (at: number | Date = Date.now()) => `${Number(at)}000000`;

/** Requests with one resource, as JSON has them. */
export const logsOf = (about: Told, records: unknown[]) => ({
  resourceLogs: [{ resource: { attributes: attributes(about) }, scopeLogs: [{ logRecords: records }] }],
});
export const spansOf = (about: Told, spans: unknown[]) => ({
  resourceSpans: [{ resource: { attributes: attributes(about) }, scopeSpans: [{ spans }] }],
});
export const metricsOf = (about: Told, list: unknown[]) => ({
  resourceMetrics: [{ resource: { attributes: attributes(about) }, scopeMetrics: [{ metrics: list }] }],
});

/** An event of Claude Code about a call of 100 tokens in and 10 out. */
export const apiRequest = (told: Told = {}, at: number | Date = Date.now()) => ({
  timeUnixNano: nanos(at),
  body: { stringValue: "claude_code.api_request" },
  attributes: attributes({
    "event.name": "api_request",
    model: "claude-haiku-4-5",
    input_tokens: 100,
    output_tokens: 10,
    ...told,
  }),
});

interface Sent {
  body?: unknown;
  key?: { secret: string };
  headers?: Record<string, string>;
}

/** Sends one request to a signal's route; JSON unless the headers say otherwise. */
export async function post(
  signal: "logs" | "metrics" | "traces",
  { body = {}, key, headers = {} }: Sent = {},
) {
  const isRaw = typeof body === "string" || body instanceof Uint8Array || body instanceof ReadableStream;
  const request = new Request(`http://localhost:3000/api/otlp/v1/${signal}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(key ? { authorization: `Bearer ${key.secret}` } : {}),
      ...headers,
    },
    body: (isRaw ? body : JSON.stringify(body)) as BodyInit,
    ...(body instanceof ReadableStream ? { duplex: "half" } : {}),
  } as RequestInit);
  const response = await ROUTES[`/api/otlp/v1/${signal}`]?.POST(request);
  if (!response) throw new Error("There is no such route.");
  const bytes = Buffer.from(await response.arrayBuffer());
  const isJson = response.headers.get("content-type") === "application/json";
  return {
    status: response.status,
    headers: response.headers,
    bytes,
    json: isJson ? JSON.parse(bytes.toString()) : null,
  };
}
