// What a request of each signal holds, as JSON and as decoded from protobuf. Unknown fields are passed over.
import { z } from "zod";
import { AppError } from "@/lib/platform/errors";
import { parseJsonBody } from "@/lib/platform/http/body";
import { decodeRequest, type Encoding, hasOver, type Signal } from "./wire";

/** A number of 64 bits, which JSON writes as text. */
const Long = z.union([z.string(), z.number()]);
const Double = z.union([
  z.number(),
  z.nan(),
  z.literal(Number.POSITIVE_INFINITY),
  z.literal(Number.NEGATIVE_INFINITY),
  z.string(),
]);
/** JSON has them as hexadecimal text. */
const Bytes = z.union([
  z.string(),
  z.instanceof(Uint8Array).transform((bytes) => Buffer.from(bytes).toString("hex")),
]);
const listOf = <Item extends z.ZodType>(item: Item) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);

/** Of lists, maps and bytes nothing is read. */
const AnyValue = z.object({
  stringValue: z.string().nullish(),
  boolValue: z.boolean().nullish(),
  intValue: Long.nullish(),
  doubleValue: Double.nullish(),
});
export type AnyValue = z.infer<typeof AnyValue>;
const KeyValues = listOf(z.object({ key: z.string().default(""), value: AnyValue.nullish() }));
export type KeyValues = z.infer<typeof KeyValues>;
const resource = z.object({ attributes: KeyValues }).nullish();

const LogRecord = z.object({
  timeUnixNano: Long.nullish(),
  observedTimeUnixNano: Long.nullish(),
  eventName: z.string().nullish(),
  body: AnyValue.nullish(),
  attributes: KeyValues,
});
export type LogRecord = z.infer<typeof LogRecord>;

const Span = z.object({
  traceId: Bytes.nullish(),
  spanId: Bytes.nullish(),
  name: z.string().nullish(),
  startTimeUnixNano: Long.nullish(),
  endTimeUnixNano: Long.nullish(),
  attributes: KeyValues,
});
export type Span = z.infer<typeof Span>;

const DataPoint = z.object({
  startTimeUnixNano: Long.nullish(),
  timeUnixNano: Long.nullish(),
  asInt: Long.nullish(),
  asDouble: Double.nullish(),
  flags: z.number().nullish(),
  attributes: KeyValues,
});
export type DataPoint = z.infer<typeof DataPoint>;

const Metric = z.object({
  name: z.string().nullish(),
  sum: z
    .object({
      dataPoints: listOf(DataPoint),
      aggregationTemporality: z.union([z.number(), z.string()]).nullish(),
      isMonotonic: z.boolean().nullish(),
    })
    .nullish(),
});
export type Metric = z.infer<typeof Metric>;

const REQUESTS = {
  logs: z.object({
    resourceLogs: listOf(
      z.object({ resource, scopeLogs: listOf(z.object({ logRecords: listOf(LogRecord) })) }),
    ),
  }),
  metrics: z.object({
    resourceMetrics: listOf(
      z.object({ resource, scopeMetrics: listOf(z.object({ metrics: listOf(Metric) })) }),
    ),
  }),
  traces: z.object({
    resourceSpans: listOf(z.object({ resource, scopeSpans: listOf(z.object({ spans: listOf(Span) })) })),
  }),
};
export type OtlpRequest<S extends Signal> = z.infer<(typeof REQUESTS)[S]>;

/** Throws `invalid_request` for a body that is no request of this signal, naming the place. */
export function parseRequest<S extends Signal>(
  signal: S,
  encoding: Encoding,
  bytes: Uint8Array,
): OtlpRequest<S> {
  const content = encoding === "json" ? parseJson(bytes) : decode(signal, bytes);
  const parsed = REQUESTS[signal].safeParse(content);
  if (parsed.success) return parsed.data as OtlpRequest<S>;
  const [issue] = parsed.error.issues;
  throw new AppError(
    "invalid_request",
    `The body is no OTLP ${signal}: ${issue?.path.join("/")}: ${issue?.message}.`,
  );
}

/** More than 8 MB of telemetry hold, and few enough to be read in about a second. */
const MESSAGES_MAX = 1_000_000;

function tooMany(): AppError {
  const limit = MESSAGES_MAX.toLocaleString("en");
  return new AppError(
    "payload_too_large",
    `The body must not hold over ${limit} objects. Send smaller batches.`,
  );
}

function parseJson(bytes: Uint8Array): unknown {
  if (bytes.byteLength === 0) throw new AppError("invalid_request", "The body is empty: send at least {}.");
  const text = new TextDecoder().decode(bytes);
  if (text.split("{", MESSAGES_MAX + 2).length > MESSAGES_MAX + 1) throw tooMany();
  return parseJsonBody(text);
}

function decode(signal: Signal, bytes: Uint8Array): unknown {
  try {
    if (hasOver(MESSAGES_MAX, signal, bytes)) throw tooMany();
    return decodeRequest(signal, bytes);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError("invalid_request", `The body is no protobuf of OTLP ${signal}: ${reason}.`, { cause });
  }
}
