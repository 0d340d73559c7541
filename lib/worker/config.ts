// What a runner is started with, read from the command line and the environment; wrong input is a UsageError.
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { RegisterAgent } from "@/lib/work/schema";
import { readKey, readUrl } from "./connection";
import { readMetering } from "./gateway";
import { findProfile } from "./profiles";
import { PROFILE_NAMES, type ProfileName } from "./profiles/profile";
import { defaultStateDir } from "./state-dir";
import { readTelemetryKey } from "./telemetry";
import { toUsageError, UsageError } from "./usage-error";
import { readWorktrees, type WorktreeConfig } from "./worktree/config";

export interface WorkerConfig {
  /** Origin of the control room, perhaps with a base path, without a slash at its end. */
  url: string;
  key: string;
  /** Agents may know it: with it they send what they tell by OpenTelemetry. */
  telemetryKey?: string;
  /** Model calls of attempts go through the control room's gateway. */
  isMetered?: boolean;
  /** Default: kept in the state directory. */
  name?: string;
  projectId?: string;
  capacity: number;
  capabilities: string[];
  /** Phases whose tasks it takes first. */
  phaseAffinity: string[];
  model: string | null;
  labels: Record<string, string>;
  stateDir: string;
  workdir: string;
  isJson: boolean;
  profile: ProfileName;
  command: [string, ...string[]];
  /** The command is the profile's, so that the profile may add to it. */
  isProfileCommand: boolean;
  /** A working directory of its own for each attempt; null: all work in `workdir`. */
  worktrees: WorktreeConfig | null;
  /** Runs the checks that the repository's `.omoios.yaml` names. */
  hasChecks: boolean;
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
  profile: { type: "string" },
  "workdir-per-task": { type: "boolean" },
  repository: { type: "string" },
  base: { type: "string" },
  push: { type: "boolean" },
  "keep-workdirs": { type: "string" },
  checks: { type: "boolean" },
  gateway: { type: "boolean" },
  phase: { type: "string", multiple: true },
  json: { type: "boolean" },
} as const;

/** `argv` is what follows `worker`. */
export function readConfig(argv: string[], env: NodeJS.ProcessEnv): WorkerConfig {
  const split = argv.indexOf("--");
  const values = parseOptions(split < 0 ? argv : argv.slice(0, split));
  const profile = readProfile(values.profile);
  const words = split < 0 ? [] : argv.slice(split + 1);
  const command = readCommand(words, profile, values.model);
  const url = readUrl(values.url ?? env.OMOI_URL);
  const key = readKey(values.key ?? env.OMOI_KEY);
  const telemetry = readTelemetryKey(env.OMOI_TELEMETRY_KEY, key);
  const agent = readAgent(values);
  const workdir = readWorkdir(values.workdir ?? ".");
  return {
    url,
    key,
    ...telemetry,
    ...readMetering(values.gateway, telemetry.telemetryKey),
    ...agent,
    stateDir: resolve(values["state-dir"] ?? defaultStateDir(url, key)),
    workdir,
    isJson: values.json ?? false,
    profile,
    command,
    isProfileCommand: words.length === 0,
    worktrees: readWorktrees({
      isAsked: values["workdir-per-task"] ?? false,
      workdir,
      repository: values.repository,
      base: values.base,
      push: values.push,
      keep: values["keep-workdirs"],
    }),
    hasChecks: values.checks ?? false,
  };
}

function readProfile(text = "command"): ProfileName {
  const name = PROFILE_NAMES.find((known) => known === text);
  if (name) return name;
  throw new UsageError(
    `There is no profile ${JSON.stringify(text)}; --profile is one of ${PROFILE_NAMES.join(", ")}.`,
  );
}

/** What follows `--`, or what the profile starts when nothing does. */
function readCommand(
  words: string[],
  profile: ProfileName,
  model: string | undefined,
): [string, ...string[]] {
  const [file, ...args] = words;
  if (file) return [file, ...args];
  const command = findProfile(profile)?.command(model ?? null);
  if (command) return command;
  throw new UsageError(
    "Name the command that does the work after --, for example: -- claude -p; or an agent with --profile.",
  );
}

function parseOptions(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw toUsageError(error, "worker");
  }
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
  phaseAffinity: "phase",
  labels: "label",
};

/** Checked by the contract itself, so that what is wrong is said before anything is sent. */
function readAgent(values: ReturnType<typeof parseOptions>) {
  const parsed = RegisterAgent.safeParse({
    name: values.name ?? "default",
    projectId: values.project,
    capacity: values.capacity === undefined ? 1 : Number(values.capacity),
    capabilities: values.capability ?? [],
    phaseAffinity: values.phase ?? [],
    model: values.model ?? null,
    labels: Object.fromEntries((values.label ?? []).map(readLabel)),
  });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = String(issue?.path[0] ?? "");
    const message = (issue?.message ?? "is invalid").replace(/\.$/, "");
    throw new UsageError(`--${OPTION_OF[field] ?? field}: ${message}.`);
  }
  const { name, projectId, capacity, capabilities, phaseAffinity, model, labels } = parsed.data;
  return {
    ...(values.name === undefined ? {} : { name }),
    ...(projectId === undefined ? {} : { projectId }),
    capacity,
    capabilities,
    phaseAffinity,
    model,
    labels,
  };
}

function readLabel(text: string): [string, string] {
  const split = text.indexOf("=");
  if (split < 1) throw new UsageError(`--label ${JSON.stringify(text)} must have the form name=value.`);
  return [text.slice(0, split), text.slice(split + 1)];
}
