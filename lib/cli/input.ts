// What was typed, held to the API's own schemas before anything is sent.
import { readFileSync } from "node:fs";
import { z } from "zod";
import { Duration } from "@/lib/platform/duration";
import { UsageError } from "@/lib/worker/usage-error";
import type { Options } from "./command";

/** Parses, or names the option that is wrong; `optionOf` maps fields whose option has another name. */
export function parseInput<S extends z.ZodType>(
  schema: S,
  input: unknown,
  optionOf: Record<string, string> = {},
): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = String(issue?.path[0] ?? "");
  const option = optionOf[field] ?? field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const message = (issue?.message ?? "is invalid").replace(/\.$/, "");
  throw new UsageError(option.startsWith("<") ? `${option}: ${message}.` : `--${option}: ${message}.`);
}

/** An id given as an argument. */
export function parseId(schema: z.ZodType<string>, name: string, text: string | undefined): string {
  return parseInput(z.object({ id: schema }), { id: text }, { id: `<${name}>` }).id;
}

/** Without the fields that were not given: they keep the API's defaults. */
export function given<T extends Record<string, unknown>>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, field]) => field !== undefined)) as Partial<T>;
}

/** Seconds, from `900` or `15m`; undefined when it is absent. */
export function readSeconds(options: Options, name: string, most: number): number | undefined {
  const text = options.text(name);
  if (text === undefined) return undefined;
  const length = /^\d+$/.test(text) ? `${text}s` : text;
  return parseInput(z.object({ [name]: Duration(1, most) }), { [name]: length })[name];
}

/** The text, or what the file named holds; `-` is stdin. */
export function textOrFile(
  text: string | undefined,
  path: string | undefined,
  name: string,
): string | undefined {
  if (path === undefined) return text;
  if (text !== undefined) throw new UsageError(`Give either --${name} or --${name}-file.`);
  return readText(path, `--${name}-file`);
}

/** What a file holds; `-` is stdin. `name` is what it was named by. */
export function readText(path: string, name: string): string {
  try {
    return readFileSync(path === "-" ? 0 : path, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${name}: ${reason}.`, { cause: error });
  }
}
