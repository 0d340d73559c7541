// From a form's words to a request, and from a refusal back to the form's fields.
import { ApiError } from "@/lib/client/http";

export interface FormErrors {
  /** By the first part of the JSON pointer, which is the field's name. */
  fields: Record<string, string>;
  /** What belongs to no field. */
  message?: string;
  requestId?: string;
}

/** Places each issue at its field; what names no field of this form becomes the message. */
export function toFormErrors(error: unknown, names: readonly string[]): FormErrors {
  if (!(error instanceof ApiError)) {
    return { fields: {}, message: error instanceof Error ? error.message : "It could not be sent." };
  }
  const { issues = [], requestId, status } = error.problem;
  const fields: Record<string, string> = {};
  const rest: string[] = [];
  for (const { pointer, detail } of issues) {
    const name = fieldOf(pointer);
    if (names.includes(name)) fields[name] ??= detail;
    else rest.push(pointer ? `${pointer.slice(1)}: ${detail}` : detail);
  }
  if (rest.length > 0) return { fields, message: rest.join(" "), requestId };
  if (issues.length > 0) return { fields };
  if (status >= 500) return { fields, message: "The control room could not do this.", requestId };
  return { fields, message: error.message, requestId };
}

function fieldOf(pointer: string): string {
  return (pointer.split("/")[1] ?? "").replaceAll("~1", "/").replaceAll("~0", "~");
}

export function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value.trim() : "";
}

/** A number as typed; nothing for an empty field, so that the server's default holds. */
export function numberOf(form: FormData, name: string): number | undefined {
  const text = textOf(form, name);
  return text === "" ? undefined : Number(text);
}

/** Comma-separated words, each once. */
export function wordsOf(form: FormData, name: string): string[] {
  const words = textOf(form, name)
    .split(",")
    .map((word) => word.trim())
    .filter(Boolean);
  return [...new Set(words)];
}

/** The fields that differ: a field nobody touched is not sent, and so cannot undo somebody else's change. */
export function changedFields<T extends Record<string, unknown>>(
  before: { [K in keyof T]: unknown },
  after: T,
): Partial<T> {
  const changed = Object.entries(after).filter(([name, value]) => !isSame(before[name], value));
  return Object.fromEntries(changed) as Partial<T>;
}

// As they would be sent: two lists of the same words are the same.
const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
