// What OpenTelemetry in an attempt is told: whose calls these are and, where the runner's owner wants it, where to.
import { readKey } from "./connection";
import { UsageError } from "./usage-error";

interface Attempt {
  taskId: string;
  attemptId: string;
  agentId: string;
}

/** The variables for an attempt: what the runner's own environment says of OpenTelemetry stands. */
export function telemetryEnv(
  parent: NodeJS.ProcessEnv,
  { taskId, attemptId, agentId }: Attempt,
  { url, telemetryKey }: { url: string; telemetryKey?: string },
): Record<string, string> {
  const own = [`omoi.task.id=${taskId}`, `omoi.attempt.id=${attemptId}`, `omoi.agent.id=${agentId}`];
  const others = (parent.OTEL_RESOURCE_ATTRIBUTES ?? "")
    .split(",")
    // An outer task's, where a runner is started by a task itself.
    .filter((pair) => pair.trim() !== "" && !pair.trim().startsWith("omoi."));
  const attributes = { OTEL_RESOURCE_ATTRIBUTES: [...others, ...own].join(",") };
  const isSentElsewhere = parent.OTEL_EXPORTER_OTLP_ENDPOINT || parent.OTEL_EXPORTER_OTLP_LOGS_ENDPOINT;
  if (telemetryKey === undefined || isSentElsewhere) return attributes;
  return {
    ...attributes,
    CLAUDE_CODE_ENABLE_TELEMETRY: "1",
    OTEL_LOGS_EXPORTER: "otlp",
    OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: "http/protobuf",
    OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: `${url}/api/otlp/v1/logs`,
    OTEL_EXPORTER_OTLP_LOGS_HEADERS: `x-omoi-key=${encodeURIComponent(telemetryKey)}`,
  };
}

/** A key that agents may know, since each can read its own environment: never the runner's own. */
export function readTelemetryKey(text: string | undefined, key: string): { telemetryKey?: string } {
  if (!text) return {};
  if (text.trim() === key) {
    throw new UsageError(
      "OMOI_TELEMETRY_KEY must not be the runner's own key: agents can read it. Issue one with costs:write alone.",
    );
  }
  return { telemetryKey: readKey(text) };
}
