// The official exporters of OpenTelemetry, over HTTP, into the ledger.
import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { OTLPLogExporter as JsonLogs } from "@opentelemetry/exporter-logs-otlp-http";
import { OTLPLogExporter as ProtoLogs } from "@opentelemetry/exporter-logs-otlp-proto";
import { OTLPMetricExporter as JsonMetrics } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPMetricExporter as ProtoMetrics } from "@opentelemetry/exporter-metrics-otlp-proto";
import { OTLPTraceExporter as JsonTraces } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtoTraces } from "@opentelemetry/exporter-trace-otlp-proto";
import { BatchLogRecordProcessor, LoggerProvider } from "@opentelemetry/sdk-logs";
import {
  AggregationTemporality,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { BasicTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { describe, expect, it } from "vitest";
import { telemetryEnv } from "@/lib/worker/telemetry";
import "../support/embedded";
import { aKey, aProject, claimNext, claimOne, type TestKey, unique } from "../support/makers";
import { change } from "../support/sql";
import { fail } from "../work/support/acts";
import { anIntake, apiRequest, logsOf, post, recordsOf, resourceOf } from "./support/otlp";

const intake = anIntake();
type Compression = NonNullable<NonNullable<ConstructorParameters<typeof ProtoLogs>[0]>["compression"]>;
const WAYS = [
  ["JSON", JsonLogs, JsonMetrics, JsonTraces, "none" as Compression, "application/json"],
  [
    "protobuf and gzip",
    ProtoLogs,
    ProtoMetrics,
    ProtoTraces,
    "gzip" as Compression,
    "application/x-protobuf",
  ],
] as const;

describe.each(WAYS)("by %s", (_, Logs, Metrics, Traces, compression, type) => {
  const configOf = (signal: string, key: TestKey) => ({
    url: `${intake.endpoint}/v1/${signal}`,
    headers: { authorization: `Bearer ${key.secret}` },
    compression,
  });

  it("Claude Code's events are records of the attempt that was live, with request id, buckets and cost", async () => {
    const { task, claim, agent, key, project } = await claimOne();
    const resource = resourceOf({ "omoi.task.id": task.id });
    const exporter = new Logs(configOf("logs", key));
    const provider = new LoggerProvider({
      resource,
      processors: [new BatchLogRecordProcessor({ exporter })],
    });
    const logger = provider.getLogger("com.anthropic.claude_code.events");
    const session = unique("ses");
    const told = { "event.name": "api_request", "session.id": session, model: "claude-haiku-4-5" };
    // Numbers come as integers, floats and text, from one version to the next.
    const first = {
      input_tokens: 1000,
      output_tokens: 200,
      cache_read_tokens: 30_000,
      cache_creation_tokens: 4000,
    };
    const second = { input_tokens: "5", output_tokens: "7", cost_usd: "0.00004", cost: "?" };
    const at = new Date();
    const emit = (attributes: Record<string, string | number>) =>
      logger.emit({ timestamp: at, body: "claude_code.api_request", attributes: { ...told, ...attributes } });
    emit({ ...first, cost_usd: 0.010000000000000002, request_id: "req_1" });
    emit({ ...second, request_id: "req_2", speed: "fast" });
    logger.emit({ timestamp: at, body: "claude_code.user_prompt", attributes: { prompt_length: 5 } });
    await provider.forceFlush();
    const records = await recordsOf(project.id);
    const common = {
      taskId: task.id,
      attemptId: claim.attempt.id,
      agentId: agent.id,
      ticketId: task.ticketId,
    };
    expect(records).toMatchObject([
      {
        ...common,
        ...{ source: "otlp", externalId: "claude:req_1", provider: "anthropic", model: "claude-haiku-4-5" },
        tokens: { input: 1000, cacheRead: 30_000, cacheWrite5m: 4000, cacheWrite1h: 0, output: 200 },
        // $ 1, 0.10, 1.25 and 5 a million.
        ...{ totalCost: "0.01", reportedCost: "0.01", phase: task.phase },
        occurredAt: at.toISOString(),
      },
      {
        ...common,
        externalId: "claude:req_2",
        tokens: { input: 5, output: 7 },
        reportedCost: "0.00004",
        tier: "fast",
      },
    ]);
    expect(records).toHaveLength(2);
    expect(intake.requests.at(-1)).toMatchObject({ path: "/api/otlp/v1/logs", type });
    // The exporter tries a request again whose answer it did not get.
    emit({ ...first, cost_usd: 0.010000000000000002, request_id: "req_1" });
    await provider.forceFlush();
    expect(await recordsOf(project.id)).toEqual(records);
    expect(intake.told).toEqual([]);
    await provider.shutdown();
  });

  it("Codex's input includes what the cache gave, and its reasoning is output", async () => {
    const { task, key, project } = await claimOne();
    const exporter = new Logs(configOf("logs", key));
    const processors = [new BatchLogRecordProcessor({ exporter })];
    const provider = new LoggerProvider({ resource: resourceOf({ "omoi.task.id": task.id }), processors });
    const attributes = {
      ...{
        "event.name": "codex.sse_event",
        "event.kind": "response.completed",
        "conversation.id": unique("c"),
      },
      ...{ model: "gpt-5", input_token_count: "1000", cached_token_count: 400, output_token_count: "50" },
      ...{ reasoning_token_count: 30, tool_token_count: "1050", "event.timestamp": new Date().toISOString() },
    };
    const logger = provider.getLogger("codex_otel");
    logger.emit({ attributes });
    logger.emit({ attributes: { ...attributes, "event.kind": "response.output_text.delta" } });
    await provider.forceFlush();
    expect(await recordsOf(project.id)).toMatchObject([
      {
        provider: "openai",
        model: "gpt-5",
        tokens: { input: 600, cacheRead: 400, output: 50 },
        taskId: task.id,
      },
    ]);
    await provider.shutdown();
  });

  it.each([
    ["delta", AggregationTemporality.DELTA],
    ["cumulative", AggregationTemporality.CUMULATIVE],
  ])("Claude Code's %s counters are counted by what they have grown", async (__, temporalityPreference) => {
    const project = await aProject();
    const key = await aKey({ project });
    const reader = new PeriodicExportingMetricReader({
      exporter: new Metrics({ ...configOf("metrics", key), temporalityPreference }),
      exportIntervalMillis: 60_000,
    });
    const provider = new MeterProvider({
      resource: resourceOf({ "omoi.phase": "TESTING" }),
      readers: [reader],
    });
    const meter = provider.getMeter("com.anthropic.claude_code");
    const [tokens, cost] = ["claude_code.token.usage", "claude_code.cost.usage"].map((name) =>
      meter.createCounter(name),
    );
    const about = { model: "claude-haiku-4-5", "session.id": unique("ses") };
    const use = (input: number, output: number, usd: number) => {
      tokens?.add(input, { ...about, type: "input" });
      tokens?.add(output, { ...about, type: "output" });
      tokens?.add(1000, { ...about, type: "cacheRead" });
      cost?.add(usd, about);
    };
    use(100, 10, 0.1);
    use(100, 10, 0.2);
    await provider.forceFlush();
    await provider.forceFlush();
    use(7, 3, 0.4);
    await provider.forceFlush();
    const records = (await recordsOf(project.id)).sort((one, other) => other.tokens.input - one.tokens.input);
    expect(records).toMatchObject([
      { tokens: { input: 200, output: 20, cacheRead: 2000 }, reportedCost: "0.3", phase: "TESTING" },
      { tokens: { input: 7, output: 3, cacheRead: 1000 }, reportedCost: "0.4", agentId: null },
    ]);
    expect(records).toHaveLength(2);
    expect(intake.told).toEqual([]);
    await provider.shutdown();
  });

  it("spans of the conventions for generative AI are calls, an agent's own span around them is not", async () => {
    const project = await aProject();
    const key = await aKey({ project, scopes: ["costs:write"] });
    const spanProcessors = [new BatchSpanProcessor(new Traces(configOf("traces", key)))];
    const provider = new BasicTracerProvider({
      resource: resourceOf({ "service.name": "bot" }),
      spanProcessors,
    });
    const tracer = provider.getTracer("own");
    const usage = { "gen_ai.usage.input_tokens": 1000, "gen_ai.usage.output_tokens": 50 };
    const model = { "gen_ai.request.model": "gpt-5", "gen_ai.provider.name": "openai" };
    const agent = tracer.startSpan("invoke_agent bot", {
      attributes: { "gen_ai.operation.name": "invoke_agent", ...model, ...usage },
    });
    const within = trace.setSpan(ROOT_CONTEXT, agent);
    const chat = {
      ...{ "gen_ai.operation.name": "chat", ...model, ...usage, "gen_ai.response.id": unique("resp") },
      ...{ "gen_ai.usage.cache_read.input_tokens": 300, "gen_ai.usage.cache_creation.input_tokens": 200 },
    };
    tracer.startSpan("chat gpt-5", { attributes: chat }, within).end();
    // Two libraries trace the same call.
    tracer.startSpan("openai.chat", { attributes: chat }, within).end();
    const old = { "gen_ai.system": "az.ai.openai", "gen_ai.request.model": "gpt-4o" };
    const deprecated = { "gen_ai.usage.prompt_tokens": 20, "gen_ai.usage.completion_tokens": 5 };
    const end = new Date(Date.now() - 60_000);
    const span = tracer.startSpan("old", { attributes: { ...old, ...deprecated }, startTime: end }, within);
    span.end(end);
    tracer.startSpan("GET /", { attributes: { "http.request.method": "GET" } }, within).end();
    agent.end();
    await provider.forceFlush();
    const { traceId, spanId } = span.spanContext();
    const records = await recordsOf(project.id);
    expect(records).toMatchObject([
      {
        ...{ externalId: `genai:${chat["gen_ai.response.id"]}`, provider: "openai", model: "gpt-5" },
        tokens: { input: 500, cacheRead: 300, cacheWrite5m: 200, output: 50 },
      },
      {
        ...{ externalId: `span:${traceId}:${spanId}`, provider: "azure", rawModel: "gpt-4o" },
        ...{ tokens: { input: 20, output: 5 }, occurredAt: end.toISOString() },
      },
    ]);
    expect(records).toHaveLength(2);
    expect(intake.told).toEqual([]);
    await provider.shutdown();
  });

  it("what is refused is told to the exporter, and the rest counts", async () => {
    const { task, key, project } = await claimOne();
    const exporter = new Logs(configOf("logs", key));
    const processors = [new BatchLogRecordProcessor({ exporter })];
    const provider = new LoggerProvider({ resource: resourceOf({ "omoi.task.id": task.id }), processors });
    const logger = provider.getLogger("com.anthropic.claude_code.events");
    const emit = (attributes: Record<string, string | number>) =>
      logger.emit({
        body: "claude_code.api_request",
        attributes: { model: "claude-haiku-4-5", ...attributes },
      });
    emit({ input_tokens: 1, request_id: "req_good" });
    emit({ input_tokens: -5, request_id: "req_less" });
    emit({ input_tokens: 1, request_id: "req_lost", "omoi.task.id": (await claimOne()).task.id });
    await provider.forceFlush();
    expect((await recordsOf(project.id)).map(({ externalId }) => externalId)).toEqual(["claude:req_good"]);
    const told = intake.told.splice(0).join(" ");
    expect(told).toContain("2 log records refused.");
    expect(told).toContain("input_tokens is -5; tokens are counted in whole numbers");
    expect(told).toContain("claude_code.api_request req_lost: There is no such task.");
    await provider.shutdown();
  });
});

it("a call of a task that was tried twice is of the attempt that it names, else of the one that was live at its time", async () => {
  const held = await claimOne();
  const { attemptId } = held.ref;
  await fail(held, true);
  await change`UPDATE tasks SET available_at = now() WHERE id = ${held.task.id}`;
  const again = await claimNext(held);
  expect(again.task.id).toBe(held.task.id);
  const about = { "omoi.task.id": held.task.id };
  const named = { ...about, "omoi.attempt.id": attemptId };
  const [one, other] = [apiRequest({ request_id: "req_1" }), apiRequest({ request_id: "req_2" })];
  await post("logs", { key: held.key, body: logsOf(named, [one]) });
  await post("logs", { key: held.key, body: logsOf(about, [other]) });
  const records = await recordsOf(held.project.id);
  expect(records.map((record) => record.attemptId)).toEqual([attemptId, again.ref.attemptId]);
});

it("the environment that a runner gives an attempt is all that an exporter needs", async () => {
  const { task, claim, agent, project } = await claimOne();
  const { secret } = await aKey({ project, scopes: ["costs:write"] });
  const ids = { taskId: task.id, attemptId: claim.attempt.id, agentId: agent.id };
  const told = telemetryEnv({ NODE_ENV: "test" }, ids, {
    url: intake.endpoint.replace(/\/api\/otlp$/, ""),
    telemetryKey: secret,
  });
  const script = resolve("test/costs/support/telling-agent.mjs");
  await promisify(execFile)(process.execPath, [script], { env: { ...process.env, ...told } });
  expect(await recordsOf(project.id)).toMatchObject([
    {
      externalId: "claude:req_env",
      taskId: task.id,
      attemptId: claim.attempt.id,
      agentId: agent.id,
      totalCost: "0.001",
    },
  ]);
});
