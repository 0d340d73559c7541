// Plain forms: what a server action answers, and how it comes about. Safe in a browser.
import type { z } from "zod";

/** The state of a plain form after it was sent; works before any JavaScript. */
export interface FormState {
  status: "idle" | "done" | "refused";
  message?: string;
  /** What is wrong, by the field's name. */
  fields?: Record<string, string>;
  /** What was typed, so that nothing is lost; never a password. */
  values?: Record<string, string>;
  /** Shown once: a key or an invitation's link. */
  secret?: string;
}

export const IDLE: FormState = { status: "idle" };

export type FormAction = (previous: FormState, form: FormData) => Promise<FormState>;

/** A form's fields as an object: a name that occurs twice, or ends in [], becomes a list. */
export function readForm(form: FormData): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const name of new Set(form.keys())) {
    if (name.startsWith("$ACTION")) continue;
    const isList = name.endsWith("[]");
    fields[isList ? name.slice(0, -2) : name] = isList ? form.getAll(name) : form.get(name);
  }
  return fields;
}

const SECRET = /password|token|secret/i;

/** What was typed, for the form to show again. */
export function typedValues(form: FormData): Record<string, string> {
  const entries = [...form.entries()].filter(
    ([name, value]) => typeof value === "string" && !SECRET.test(name),
  );
  return Object.fromEntries(entries) as Record<string, string>;
}

/** The first complaint about each field, by the field's name. */
export function fieldErrors(issues: { pointer: string; detail: string }[]): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const { pointer, detail } of issues) {
    const name = pointer.split("/")[1] ?? "";
    fields[name] ??= detail;
  }
  return fields;
}

export type FormSchema<T> = z.ZodType<T>;
