// The messages of OTLP that are read here, and of them only the fields that are: all others are passed over.
import protobuf from "protobufjs/light";

export type Signal = "logs" | "metrics" | "traces";
export type Encoding = "json" | "protobuf";

type Field = [id: number, type: string, rule?: "repeated"];

const message = (fields: Record<string, Field>) => ({
  fields: Object.fromEntries(
    Object.entries(fields).map(([name, [id, type, rule]]) => [name, { id, type, ...(rule ? { rule } : {}) }]),
  ),
});
const value = {
  ...message({
    stringValue: [1, "string"],
    boolValue: [2, "bool"],
    intValue: [3, "int64"],
    doubleValue: [4, "double"],
  }),
  // Members of a choice are told apart from absent ones even when they are zero.
  oneofs: { value: { oneof: ["stringValue", "boolValue", "intValue", "doubleValue"] } },
};
const attributes: Field = [1, "KeyValue", "repeated"];
const point = {
  ...message({
    startTimeUnixNano: [2, "fixed64"],
    timeUnixNano: [3, "fixed64"],
    asDouble: [4, "double"],
    asInt: [6, "sfixed64"],
    attributes: [7, "KeyValue", "repeated"],
    flags: [8, "uint32"],
  }),
  oneofs: { value: { oneof: ["asDouble", "asInt"] } },
};

const root = protobuf.Root.fromJSON({
  nested: {
    AnyValue: value,
    KeyValue: message({ key: [1, "string"], value: [2, "AnyValue"] }),
    Resource: message({ attributes }),
    Logs: message({ resourceLogs: [1, "ResourceLogs", "repeated"] }),
    ResourceLogs: message({ resource: [1, "Resource"], scopeLogs: [2, "ScopeLogs", "repeated"] }),
    ScopeLogs: message({ logRecords: [2, "LogRecord", "repeated"] }),
    LogRecord: message({
      timeUnixNano: [1, "fixed64"],
      body: [5, "AnyValue"],
      attributes: [6, "KeyValue", "repeated"],
      observedTimeUnixNano: [11, "fixed64"],
      eventName: [12, "string"],
    }),
    Metrics: message({ resourceMetrics: [1, "ResourceMetrics", "repeated"] }),
    ResourceMetrics: message({ resource: [1, "Resource"], scopeMetrics: [2, "ScopeMetrics", "repeated"] }),
    ScopeMetrics: message({ metrics: [2, "Metric", "repeated"] }),
    Metric: message({ name: [1, "string"], sum: [7, "Sum"] }),
    Sum: message({
      dataPoints: [1, "NumberDataPoint", "repeated"],
      aggregationTemporality: [2, "int32"],
      isMonotonic: [3, "bool"],
    }),
    NumberDataPoint: point,
    Traces: message({ resourceSpans: [1, "ResourceSpans", "repeated"] }),
    ResourceSpans: message({ resource: [1, "Resource"], scopeSpans: [2, "ScopeSpans", "repeated"] }),
    ScopeSpans: message({ spans: [2, "Span", "repeated"] }),
    Span: message({
      traceId: [1, "bytes"],
      spanId: [2, "bytes"],
      name: [5, "string"],
      startTimeUnixNano: [7, "fixed64"],
      endTimeUnixNano: [8, "fixed64"],
      attributes: [9, "KeyValue", "repeated"],
    }),
    // The answers for the three signals differ in names only, which are not on the wire.
    PartialSuccess: message({ rejected: [1, "int64"], errorMessage: [2, "string"] }),
    Answer: message({ partialSuccess: [1, "PartialSuccess"] }),
    Status: message({ code: [1, "int32"], message: [2, "string"] }),
  },
});
const REQUESTS = { logs: "Logs", metrics: "Metrics", traces: "Traces" } as const;

root.resolveAll();

const LENGTH_DELIMITED = 2;

/**
 * Whether the bytes would become more than so many messages, without making them: an empty one is two bytes here, and a
 * hundred in memory.
 */
export function hasOver(max: number, signal: Signal, bytes: Uint8Array): boolean {
  return (
    countWithin(root.lookupType(REQUESTS[signal]), protobuf.Reader.create(bytes), bytes.length, max) > max
  );
}

function countWithin(type: protobuf.Type, reader: protobuf.Reader, end: number, max: number): number {
  let count = 0;
  while (reader.pos < end && count <= max) {
    const tag = reader.uint32();
    const within = type.fieldsById[tag >>> 3]?.resolvedType;
    if ((tag & 7) === LENGTH_DELIMITED && within instanceof protobuf.Type) {
      const length = reader.uint32();
      count += 1 + countWithin(within, reader, reader.pos + length, max - count);
    } else reader.skipType(tag & 7);
  }
  return count;
}

/** The request's content as plain objects; throws for bytes that are no such message. */
export function decodeRequest(signal: Signal, bytes: Uint8Array): unknown {
  const type = root.lookupType(REQUESTS[signal]);
  return type.toObject(type.decode(bytes), { longs: String });
}

export function encode(type: "Answer" | "Status", content: Record<string, unknown>): Uint8Array {
  const known = root.lookupType(type);
  return known.encode(known.fromObject(content)).finish();
}
