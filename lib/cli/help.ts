// The help of each command, from the same declaration that parses it.
import type { Command, OptionSpec } from "./command";
import { EXIT, EXIT_MEANINGS } from "./exit-codes";
import { PAGING_OPTIONS } from "./pages";

export const GLOBAL_OPTIONS: Record<string, OptionSpec> = {
  url: { type: "string", hint: "url", text: "Address of the control room; or set OMOI_URL" },
  key: {
    type: "string",
    hint: "key",
    text: "Key; better set OMOI_KEY: others on this machine see a command line",
  },
  json: { type: "boolean", text: "Print the API's JSON, errors as problem JSON on stderr" },
  help: { type: "boolean", text: "Show this" },
};

export function optionsOf(command: Command): Record<string, OptionSpec> {
  return { ...command.options, ...(command.isPaged ? PAGING_OPTIONS : {}) };
}

export function helpOf(command: Command): string {
  const own = optionsOf(command);
  const args = (command.args ?? []).map((arg) => ` ${arg}`).join("");
  const rest = Object.keys(own).length > 0 ? " [options]" : "";
  return [
    `${command.summary}.`,
    `\nUsage: omoios ${command.words}${args}${rest}`,
    ...(Object.keys(own).length > 0 ? ["\nOptions", ...toLines(own)] : []),
    "\nEverywhere",
    ...toLines(GLOBAL_OPTIONS),
    ...(command.notes ? [`\n${command.notes}`] : []),
    `\n${exitCodes()}`,
  ].join("\n");
}

export function helpOfGroup(group: string, commands: Command[]): string {
  return [`Usage: omoios ${group} <command> [options]\n`, ...summaries(commands)].join("\n");
}

export function summaries(commands: Command[]): string[] {
  const shown = commands.map(
    ({ words, args = [], summary }) => [[words, ...args].join(" "), summary] as const,
  );
  const width = Math.max(...shown.map(([usage]) => usage.length));
  return shown.map(([usage, summary]) => `  ${usage.padEnd(width)}  ${summary}`);
}

export function exitCodes(): string {
  const names = Object.keys(EXIT) as (keyof typeof EXIT)[];
  return ["Exit codes", ...names.map((name) => `  ${EXIT[name]}  ${EXIT_MEANINGS[name]}`)].join("\n");
}

function toLines(options: Record<string, OptionSpec>): string[] {
  const usages = Object.entries(options).map(([name, { type, hint }]) =>
    type === "boolean" ? `--${name}` : `--${name} <${hint ?? name}>`,
  );
  const width = Math.max(...usages.map((usage) => usage.length));
  return Object.values(options).map(({ text, isRequired }, index) => {
    const note = isRequired ? " (required)" : "";
    return `  ${(usages[index] ?? "").padEnd(width)}  ${text}${note}`;
  });
}
