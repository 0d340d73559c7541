// An agent that tells of one call by OpenTelemetry, as its environment says, and of nothing else.
import { OTLPLogExporter } from "@opentelemetry/exporter-logs-otlp-proto";
import { detectResources, envDetector } from "@opentelemetry/resources";
import { BatchLogRecordProcessor, LoggerProvider } from "@opentelemetry/sdk-logs";

const provider = new LoggerProvider({
  resource: detectResources({ detectors: [envDetector] }),
  processors: [new BatchLogRecordProcessor({ exporter: new OTLPLogExporter() })],
});
provider.getLogger("com.anthropic.claude_code.events").emit({
  body: "claude_code.api_request",
  attributes: {
    "event.name": "api_request",
    model: "claude-haiku-4-5",
    input_tokens: 1000,
    request_id: "req_env",
  },
});
await provider.shutdown();
