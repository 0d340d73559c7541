// Lines of Claude Code's transcripts.
import { createHash } from "node:crypto";
import { BadLine, type ToldCall } from "./call";
import { countOf, type Fields, fieldsOf, isFields, isName, nameOf, textOf, timeOf } from "./fields";
import type { LineReader } from "./line-reader";

/** What Claude Code calls the model of messages that it makes up itself. */
const SYNTHETIC = "<synthetic>";

export const claudeReader: LineReader = { marks: [Buffer.from('"usage"')], read: readMessage };

function readMessage(line: Fields): ToldCall | "synthetic" | null {
  const message = fieldsOf(line.message);
  if (!isFields(message.usage)) return null;
  if (message.model === SYNTHETIC) return "synthetic";
  const at = timeOf(line);
  return {
    key: keyOf(line, message),
    provider: "anthropic",
    model: nameOf(message, "model"),
    tokens: tokensOf(message.usage),
    reportedCost: costOf(line),
    ...tierOf(message.usage),
    at,
  };
}

/** Message and request; older lines lack one or the other. */
function keyOf(line: Fields, message: Fields): string {
  const parts = [textOf(message.id), textOf(line.requestId)].filter((part) => part !== null);
  const key = parts.join(":") || (textOf(line.uuid) ?? "");
  if (isName(key)) return key;
  const own = [line.sessionId, line.timestamp, key, message.model, message.usage];
  return `line:${createHash("sha256").update(JSON.stringify(own)).digest("base64url")}`;
}

function tokensOf(usage: Fields): ToldCall["tokens"] {
  const parts = fieldsOf(usage.cache_creation);
  const [five, hour] = ["ephemeral_5m_input_tokens", "ephemeral_1h_input_tokens"].map((name) =>
    countOf(parts, name),
  );
  const split = (five ?? 0) + (hour ?? 0);
  const written =
    usage.cache_creation_input_tokens === undefined ? split : countOf(usage, "cache_creation_input_tokens");
  // What is written for an hour is a part of what is written: a line that contradicts itself makes no bucket negative.
  const cacheWrite1h = Math.min(hour ?? 0, written);
  return {
    input: countOf(usage, "input_tokens"),
    cacheRead: countOf(usage, "cache_read_input_tokens"),
    cacheWrite5m: written - cacheWrite1h,
    cacheWrite1h,
    output: countOf(usage, "output_tokens"),
  };
}

const TIERS = ["batch", "fast", "priority", "us"];

function tierOf({ service_tier, speed, inference_geo }: Fields): { tier?: string } {
  const tiers = [service_tier, speed, inference_geo].filter((told) => TIERS.includes(String(told)));
  return tiers.length > 0 ? { tier: tiers.join("+") } : {};
}

/** Older versions wrote what they believed that it cost. */
function costOf({ costUSD: cost }: Fields): string | null {
  if (cost === undefined || cost === null) return null;
  if (typeof cost === "number" && cost >= 0 && cost < 1e8) return cost.toFixed(12).replace(/\.?0+$/, "");
  throw new BadLine(`costUSD is ${JSON.stringify(cost)?.slice(0, 40)}, which is no cost`);
}
