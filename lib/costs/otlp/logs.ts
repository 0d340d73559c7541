// Events in which agents tell of each call.
import { Attributes, hashOf } from "./attributes";
import { fromInclusive, instantOf, isNothing, type ReadCall, requireModel, requireName } from "./call";
import type { LogRecord } from "./request";

/** The call that a record of a log tells of, or null when it tells of something else. */
export function readLog(record: LogRecord, resource: Attributes): ReadCall | null {
  const attributes = new Attributes(record.attributes, resource);
  const names = [record.eventName, attributes.get("event.name"), record.body?.stringValue];
  if (names.includes("claude_code.api_request")) return readClaude(record, attributes);
  const isCodex = names.includes("codex.sse_event") && attributes.get("event.kind") === "response.completed";
  return isCodex ? readCodex(record, attributes) : null;
}

const timeOf = (record: LogRecord, attributes: Attributes) =>
  instantOf([record.timeUnixNano, record.observedTimeUnixNano], attributes.text("event.timestamp"));

/** A name of its own for an event that has no id: sent again it is the same to the letter. */
const nameless = (record: LogRecord, attributes: Attributes) =>
  hashOf([String(record.timeUnixNano ?? ""), attributes.fingerprint()]);

/** Input without what a cache gave or took; how long a cache was written for is not told. */
function readClaude(record: LogRecord, attributes: Attributes): ReadCall | null {
  const tokens = {
    input: attributes.count("input_tokens"),
    cacheRead: attributes.count("cache_read_tokens"),
    cacheWrite5m: attributes.count("cache_creation_tokens"),
    cacheWrite1h: 0,
    output: attributes.count("output_tokens"),
  };
  const reportedCost = attributes.usd("cost_usd");
  if (isNothing({ tokens, reportedCost })) return null;
  const request = attributes.text("request_id");
  const session = attributes.text("session.id");
  return {
    ...attributes.place(),
    label: `claude_code.api_request${request ? ` ${request}` : ""}`,
    weight: 1,
    externalId: requireName(`claude:${request ?? nameless(record, attributes)}`),
    provider: "anthropic",
    model: requireModel(attributes.text("model")),
    tokens,
    reportedCost,
    ...(attributes.get("speed") === "fast" ? { tier: "fast" } : {}),
    occurredAt: timeOf(record, attributes),
    ...(session ? { session: { id: session, telling: "events" } } : {}),
  };
}

/** Input with what the cache gave; reasoning is part of output. */
function readCodex(record: LogRecord, attributes: Attributes): ReadCall | null {
  const tokens = fromInclusive({
    input: attributes.count("input_token_count"),
    cacheRead: attributes.count("cached_token_count"),
    cacheWrite: 0,
    output: attributes.count("output_token_count"),
  });
  if (isNothing({ tokens, reportedCost: null })) return null;
  return {
    ...attributes.place(),
    label: "codex.sse_event",
    weight: 1,
    externalId: `codex:${nameless(record, attributes)}`,
    provider: "openai",
    model: requireModel(attributes.text("model", "slug")),
    tokens,
    reportedCost: null,
    occurredAt: timeOf(record, attributes),
  };
}
