// Reading what an agent printed: every field may be absent or of another kind, and none of that is an error.
export type Fields = Readonly<Record<string, unknown>>;

const NONE: Fields = {};

/** The object, or an empty one. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : NONE;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The objects of a list; what is no object is left out. */
export function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

/** The text, or null when there is none or only blanks. */
export function textOf(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value : null;
}

/** Far above what any run uses; sums of such counts stay exact. */
const COUNT_MAX = 1e12;

/** A count of something: a whole number from 0; anything else counts nothing. */
export function countOf(value: unknown): number {
  return Number.isInteger(value) && Number(value) > 0 && Number(value) <= COUNT_MAX ? Number(value) : 0;
}
