import canonicalize from "canonicalize";

/**
 * The RFC 8785 canonical JSON of what an act's detail holds, which must not fail an act: numbers that a double does
 * not hold become strings, and half a surrogate pair the replacement character.
 */
export function toCanonicalText(detail: Record<string, unknown>): string {
  return canonicalize(JSON.parse(JSON.stringify(detail, fitting))) ?? "{}";
}

function fitting(_name: string, value: unknown): unknown {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (typeof value === "string") return value.toWellFormed();
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name.toWellFormed(), each]));
}
