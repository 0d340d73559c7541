// What a host is started with; wrong input is a UsageError before anything is sent.
import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { z } from "zod";
import { ProjectId, RegisterHost } from "@/lib/work/schema";
import { readConfig } from "../config";
import { readKey, readUrl } from "../connection";
import { defaultStateDir } from "../state-dir";
import { toUsageError, UsageError } from "../usage-error";
import { readHostFile, type Template } from "./file";
import { toWorkerArgs } from "./worker-args";

export interface HostConfig {
  url: string;
  key: string;
  /** Default: kept in the state directory. */
  name?: string;
  projectId?: string;
  agentsMax: number;
  stateDir: string;
  isJson: boolean;
  templates: Template[];
  /** Where the file is: its relative paths start there. */
  baseDir: string;
  /** Starts `omoios`; the arguments of a runner follow. */
  omoios: [string, ...string[]];
  /** What runners inherit. */
  env: NodeJS.ProcessEnv;
}

const OPTIONS = {
  url: { type: "string" },
  key: { type: "string" },
  config: { type: "string" },
  name: { type: "string" },
  project: { type: "string" },
  "max-agents": { type: "string" },
  "state-dir": { type: "string" },
  json: { type: "boolean" },
} as const;

const FILE = "omoios-host.yaml";

/** `argv` is what follows `host`; `omoios` is how this program was started. */
export function readHostConfig(
  argv: string[],
  env: NodeJS.ProcessEnv,
  omoios: [string, ...string[]],
): HostConfig {
  const values = parseOptions(argv);
  const path = resolve(values.config ?? FILE);
  const file = readHostFile(path);
  const url = readUrl(values.url ?? env.OMOI_URL);
  const key = readKey(values.key ?? env.OMOI_KEY);
  const name = values.name ?? file.name;
  const config = {
    url,
    key,
    ...(name === undefined ? {} : { name: readValue("name", RegisterHost.shape.name, name) }),
    ...readProject(values.project ?? file.project),
    agentsMax: readAgentsMax(values["max-agents"], file.maxAgents),
    stateDir: resolve(values["state-dir"] ?? `${defaultStateDir(url, key)}-host`),
    isJson: values.json ?? false,
    templates: file.templates,
    baseDir: dirname(path),
    omoios,
    env,
  };
  for (const template of file.templates) checkTemplate(template, config, path);
  return config;
}

function parseOptions(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw toUsageError(error, "host");
  }
}

function readProject(text: string | undefined): { projectId?: string } {
  return text === undefined ? {} : { projectId: readValue("project", ProjectId, text) };
}

function readAgentsMax(option: string | undefined, ofFile: number | undefined): number {
  if (option === undefined) return ofFile ?? 1;
  return readValue("max-agents", RegisterHost.shape.agentsMax, Number(option));
}

function readValue<T>(option: string, schema: z.ZodType<T>, given: unknown): T {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new UsageError(`--${option}: ${parsed.error.issues[0]?.message.replace(/\.$/, "")}.`);
}

/** As its runner will read it, so that a mistake is said now and not when an agent is wanted. */
function checkTemplate(template: Template, config: HostConfig, path: string): void {
  const place = { ...config, projectId: config.projectId, name: "check" };
  try {
    readConfig(toWorkerArgs(template, place).slice(1), { ...config.env, OMOI_KEY: config.key });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`${path}: template ${JSON.stringify(template.name)}: ${error.message}`, {
      cause: error,
    });
  }
}
