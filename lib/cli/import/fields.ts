// Reading a line's fields: what is absent is nothing, what is nonsense is named.
import { BadLine } from "./call";

export type Fields = Readonly<Record<string, unknown>>;

const COUNT_MAX = 1e12;
const TEXT_LENGTH_MAX = 200;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

/** A count of tokens; 0 when it is absent. */
export function countOf(fields: Fields, name: string): number {
  const value = fields[name] ?? 0;
  if (Number.isInteger(value) && Number(value) >= 0 && Number(value) <= COUNT_MAX) return Number(value);
  throw new BadLine(
    `${name} is ${JSON.stringify(value)?.slice(0, 40)}; tokens are whole numbers from 0 to 10^12`,
  );
}

export function textOf(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : null;
}

/** Whether the API takes it as a name. */
export function isName(text: string): boolean {
  return text !== "" && text.length <= TEXT_LENGTH_MAX && text.isWellFormed() && !/\p{Cc}/u.test(text);
}

/** A name that the API takes. */
export function nameOf(fields: Fields, name: string): string {
  const text = textOf(fields[name]);
  if (text !== null && isName(text)) return text;
  throw new BadLine(
    text === null ? `${name} is missing` : `${name} is no name of up to ${TEXT_LENGTH_MAX} characters`,
  );
}

/** Instants are written with years of four digits. */
const FIRST = Date.parse("0000-01-01T00:00:00Z");
const LAST = Date.parse("9999-12-31T23:59:59.999Z");

export function timeOf(fields: Fields): number {
  const at = Date.parse(textOf(fields.timestamp) ?? "");
  if (!(at >= FIRST && at <= LAST))
    throw new BadLine(`timestamp is ${JSON.stringify(fields.timestamp)?.slice(0, 40)}, which is no time`);
  return at;
}
