// Loaded only when OTEL_EXPORTER_OTLP_ENDPOINT is set.
import { SpanStatusCode, trace } from "@opentelemetry/api";
import { registerOTel } from "@vercel/otel";
import { AppError } from "../errors";
import type { Stop } from "../stop";
import { replaceTrace } from "./span";

/** Sends traces of requests and use cases to the collector that the standard OTEL_… variables name. */
export function startTelemetry(): Stop {
  registerOTel({ serviceName: process.env.OTEL_SERVICE_NAME ?? "omoios" });
  const tracer = trace.getTracer("omoios");
  replaceTrace((name, work) =>
    tracer.startActiveSpan(name, async (span) => {
      try {
        return await work();
      } catch (error) {
        // A refusal's words may quote the caller; its code does not.
        const code = error instanceof AppError ? error.code : "internal";
        span.setAttribute("omoios.error_code", code);
        if (code === "internal") span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    }),
  );
  return flush;
}

interface Flushable {
  forceFlush?: () => Promise<void>;
  getDelegate?: () => Flushable;
}

/** The last spans would otherwise be lost with the process. */
async function flush(): Promise<void> {
  const provider = trace.getTracerProvider() as Flushable;
  await (provider.getDelegate?.() ?? provider).forceFlush?.();
}
