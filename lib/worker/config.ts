// What a runner is started with, read from the command line and the environment; wrong input is a UsageError.
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { RegisterAgent } from "@/lib/work/schema";
import { defaultStateDir } from "./state-dir";
import { UsageError } from "./usage-error";

export interface WorkerConfig {
  /** Origin of the control room, perhaps with a base path, without a slash at its end. */
  url: string;
  key: string;
  /** Default: kept in the state directory. */
  name?: string;
  projectId?: string;
  capacity: number;
  capabilities: string[];
  model: string | null;
  labels: Record<string, string>;
  stateDir: string;
  workdir: string;
  isJson: boolean;
  command: [string, ...string[]];
}

const OPTIONS = {
  url: { type: "string" },
  key: { type: "string" },
  name: { type: "string" },
  project: { type: "string" },
  capacity: { type: "string" },
  capability: { type: "string", multiple: true },
  model: { type: "string" },
  label: { type: "string", multiple: true },
  "state-dir": { type: "string" },
  workdir: { type: "string" },
  json: { type: "boolean" },
} as const;

/** `argv` is what follows `worker`. */
export function readConfig(argv: string[], env: NodeJS.ProcessEnv): WorkerConfig {
  const split = argv.indexOf("--");
  const values = parseOptions(split < 0 ? argv : argv.slice(0, split));
  const [file, ...args] = split < 0 ? [] : argv.slice(split + 1);
  if (!file) throw new UsageError("Name the command that does the work after --, for example: -- claude -p");
  const url = readUrl(values.url ?? env.OMOI_URL);
  const key = readKey(values.key ?? env.OMOI_KEY);
  const agent = readAgent(values);
  return {
    url,
    key,
    ...agent,
    stateDir: resolve(values["state-dir"] ?? defaultStateDir(url, key)),
    workdir: readWorkdir(values.workdir ?? "."),
    isJson: values.json ?? false,
    command: [file, ...args],
  };
}

function parseOptions(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${message.split(/\.\s/, 1)[0]?.replace(/\.$/, "")}. See omoios worker --help.`);
  }
}

function readUrl(text: string | undefined): string {
  if (!text) throw new UsageError("Give the control room's address with --url or OMOI_URL.");
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`The address ${JSON.stringify(text)} is no http or https URL.`);
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new UsageError("The address must hold neither credentials nor a query nor a fragment.");
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

function readKey(text: string | undefined): string {
  const key = text?.trim();
  if (!key) throw new UsageError("Give the agent's key with OMOI_KEY or --key.");
  if (!/^[\x21-\x7e]+$/.test(key)) throw new UsageError("The key holds characters that no key has.");
  return key;
}

function readWorkdir(text: string): string {
  const path = resolve(text);
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageError(`The working directory ${JSON.stringify(path)} does not exist.`);
  }
  return path;
}

const OPTION_OF: Record<string, string> = {
  projectId: "project",
  capabilities: "capability",
  labels: "label",
};

/** Checked by the contract itself, so that what is wrong is said before anything is sent. */
function readAgent(values: ReturnType<typeof parseOptions>) {
  const parsed = RegisterAgent.safeParse({
    name: values.name ?? "default",
    projectId: values.project,
    capacity: values.capacity === undefined ? 1 : Number(values.capacity),
    capabilities: values.capability ?? [],
    model: values.model ?? null,
    labels: Object.fromEntries((values.label ?? []).map(readLabel)),
  });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = String(issue?.path[0] ?? "");
    const message = (issue?.message ?? "is invalid").replace(/\.$/, "");
    throw new UsageError(`--${OPTION_OF[field] ?? field}: ${message}.`);
  }
  const { name, projectId, capacity, capabilities, model, labels } = parsed.data;
  return {
    ...(values.name === undefined ? {} : { name }),
    ...(projectId === undefined ? {} : { projectId }),
    capacity,
    capabilities,
    model,
    labels,
  };
}

function readLabel(text: string): [string, string] {
  const split = text.indexOf("=");
  if (split < 1) throw new UsageError(`--label ${JSON.stringify(text)} must have the form name=value.`);
  return [text.slice(0, split), text.slice(split + 1)];
}
