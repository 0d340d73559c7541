// What a command of `omoios` is: its words, its options, and what it does.
import type { ApiCall } from "@/lib/client/http";
import type { Output } from "./output";

export interface OptionSpec {
  type: "string" | "boolean";
  multiple?: boolean;
  /** Stands for the value in the help. */
  hint?: string;
  text: string;
  /** For the help; what is missing is found by the API's own schema. */
  isRequired?: boolean;
}

export interface Command {
  /** For example `tasks list`. */
  words: string;
  summary: string;
  /** What follows the words, for the help; a trailing … takes several. */
  args?: string[];
  options?: Record<string, OptionSpec>;
  /** Takes --limit, --cursor and --all. */
  isPaged?: boolean;
  notes?: string;
  /** Resolves with the exit code when it is not 0. */
  run(invocation: Invocation): Promise<number | undefined>;
}

export interface Connection {
  url: string;
  key: string;
}

export interface Invocation {
  args: string[];
  options: Options;
  /** This and the connection are refused, when asked for, without an address and a key. */
  readonly call: ApiCall;
  readonly connection: Connection;
  out: Output;
  env: NodeJS.ProcessEnv;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
}

export class Options {
  readonly #values: Record<string, unknown>;
  constructor(values: Record<string, unknown>) {
    this.#values = values;
  }

  text(name: string): string | undefined {
    const value = this.#values[name];
    return typeof value === "string" ? value : undefined;
  }
  list(name: string): string[] | undefined {
    const value = this.#values[name];
    return Array.isArray(value) ? value.map(String) : undefined;
  }
  flag(name: string): boolean {
    return this.#values[name] === true;
  }
  /** Undefined when it is absent, NaN when it is no number: the schema then says so. */
  number(name: string): number | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : Number(text);
  }
}

/** A string option. */
export function value(text: string, hint?: string): OptionSpec {
  return { type: "string", text, ...(hint ? { hint } : {}) };
}
export function values(text: string, hint?: string): OptionSpec {
  return { ...value(text, hint), multiple: true };
}
export function required(option: OptionSpec): OptionSpec {
  return { ...option, isRequired: true };
}
export function flag(text: string): OptionSpec {
  return { type: "boolean", text };
}
