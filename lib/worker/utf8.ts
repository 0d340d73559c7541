// Text measured in UTF-8 bytes, never cut inside a character.
import type { JsonObject } from "@/lib/platform/schema";

/** The longest head of `bytes` (valid UTF-8) of at most `max` bytes that ends between characters, and the rest. */
export function takeChunk(bytes: Buffer, max: number): [head: Buffer, rest: Buffer] {
  if (bytes.length <= max) return [bytes, bytes.subarray(bytes.length)];
  let end = max;
  while (end > 0 && isContinuation(bytes[end])) end--;
  return [bytes.subarray(0, end), bytes.subarray(end)];
}

/** The text, or its longest head of at most `max` bytes with a mark that it goes on. */
export function firstBytes(text: string, max: number): string {
  const bytes = Buffer.from(text);
  return bytes.length <= max ? text : `${takeChunk(bytes, max - 3)[0]}…`;
}

/** The longest tail of the text of at most `max` bytes that begins between characters. */
export function lastBytes(text: string, max: number): string {
  const bytes = Buffer.from(text);
  let start = Math.max(0, bytes.length - max);
  while (start < bytes.length && isContinuation(bytes[start])) start++;
  return bytes.subarray(start).toString();
}

/** As `lastBytes`, but without the line that the cut left incomplete, when a whole one follows. */
export function lastLines(text: string, max: number): string {
  const trimmed = text.trimEnd();
  const tail = lastBytes(trimmed, max);
  if (tail.length === trimmed.length) return tail;
  return tail.slice(tail.indexOf("\n") + 1);
}

/** PostgreSQL holds neither U+0000 nor lone surrogates; both become U+FFFD here, before anything is counted. */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\uFFFD");
}

export function storableJson(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [storable(key), storableItem(item)]));
}

function storableItem(value: JsonObject[string]): JsonObject[string] {
  if (typeof value === "string") return storable(value);
  if (Array.isArray(value)) return value.map(storableItem);
  return value !== null && typeof value === "object" ? storableJson(value) : value;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
