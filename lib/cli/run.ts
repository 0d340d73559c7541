// Runs one command of the control room's API: parses, calls, prints, and answers with the exit code.
import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { ApiError, createApiClient } from "@/lib/client/http";
import { readKey, readUrl } from "@/lib/worker/connection";
import { describeFailure } from "@/lib/worker/link";
import { toUsageError, UsageError } from "@/lib/worker/usage-error";
import { type Command, type Connection, type Invocation, Options } from "./command";
import { COMMANDS } from "./commands";
import { exitCodeOf } from "./exit-codes";
import { GLOBAL_OPTIONS, helpOf, helpOfGroup, optionsOf } from "./help";
import { Output } from "./output";

export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  isColoured: boolean;
  /** Its errors go to a terminal, whose last line may be written over. */
  showsProgress?: boolean;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
}

/** As shells count it: 128 and the number of SIGINT. */
const INTERRUPTED = 130;

export async function runCli(argv: string[], terminal: Terminal): Promise<number> {
  const command = findCommand(argv);
  if (typeof command === "string") {
    terminal.out(`${command}\n`);
    return 0;
  }
  if (command === null) return refuse(unknown(argv), argv.includes("--json"), terminal);
  try {
    const { args, options } = parse(command, argv);
    if (options.flag("help")) {
      terminal.out(`${helpOf(command)}\n`);
      return 0;
    }
    const code = await run(command, args, options, terminal);
    return terminal.signal.aborted ? INTERRUPTED : code;
  } catch (error) {
    if (terminal.signal.aborted) return INTERRUPTED;
    return refuse(error, argv.includes("--json"), terminal);
  }
}

async function run(command: Command, args: string[], options: Options, terminal: Terminal): Promise<number> {
  const { env, isColoured, showsProgress = false, out: write, err: remark, signal } = terminal;
  const out = new Output({ isJson: options.flag("json"), isColoured, showsProgress, write, remark });
  const invocation: Invocation = {
    ...{ args, options, out, env, signal },
    get connection() {
      return readConnection(options, env);
    },
    get call() {
      const { url, key } = this.connection;
      return createApiClient({ baseUrl: url, key });
    },
  };
  return (await command.run(invocation)) ?? 0;
}

/** The command, a group's help, or null for words that name nothing. */
function findCommand(argv: string[]): Command | string | null {
  const [group = "", verb] = argv;
  const ofGroup = COMMANDS.filter(({ words }) => words.startsWith(`${group} `));
  if (verb === undefined || verb === "--help" || verb === "-h") return helpOfGroup(group, ofGroup);
  const found = ofGroup.find(({ words }) => words === `${group} ${verb}`);
  // `events --follow` needs no verb: there is but one.
  return found ?? (ofGroup.length === 1 && verb.startsWith("-") ? (ofGroup[0] ?? null) : null);
}

function parse(command: Command, argv: string[]): { args: string[]; options: Options } {
  const specs = { ...optionsOf(command), ...GLOBAL_OPTIONS };
  const config: ParseArgsOptionsConfig = Object.fromEntries(
    Object.entries(specs).map(([name, { type, multiple = false }]) => [name, { type, multiple }]),
  );
  config.help = { type: "boolean", short: "h" };
  const words = argv[1]?.startsWith("-") ? 1 : 2;
  try {
    const parsed = parseArgs({
      args: argv.slice(words),
      options: config,
      allowPositionals: true,
      strict: true,
    });
    const most = command.args?.some((arg) => arg.endsWith("…"))
      ? Number.POSITIVE_INFINITY
      : (command.args ?? []).length;
    const extra = parsed.positionals[most];
    if (extra !== undefined) throw new UsageError(`${JSON.stringify(extra)} is one word too many.`);
    return { args: parsed.positionals, options: new Options(parsed.values) };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw toUsageError(error, command.words);
  }
}

function readConnection(options: Options, env: NodeJS.ProcessEnv): Connection {
  return {
    url: readUrl(options.text("url") ?? env.OMOI_URL),
    key: readKey(options.text("key") ?? env.OMOI_KEY),
  };
}

function unknown(argv: string[]): UsageError {
  return new UsageError(
    `There is no command ${JSON.stringify(argv.slice(0, 2).join(" "))}. See omoios ${argv[0]} --help.`,
  );
}

/** One line for people, with the request's id; the problem itself for programs. */
function refuse(error: unknown, isJson: boolean, { err }: Terminal): number {
  const code = exitCodeOf(error);
  const isProblem = error instanceof ApiError;
  if (isJson) {
    const problem = isProblem ? error.problem : { title: describeFailure(error), exitCode: code };
    err(`${JSON.stringify(problem)}\n`);
    return code;
  }
  const said = describeFailure(error);
  const all = isProblem ? error.issues : [];
  const isSaid = all.length === 1 && all[0]?.detail === said;
  const issues = isSaid ? [] : all.map(({ pointer, detail }) => `${pointer.slice(1)}: ${detail}`);
  const parts = [said, ...issues, ...(isProblem ? advice(error) : [])];
  const id = isProblem ? ` (${error.problem.requestId})` : "";
  err(`${parts.join(" ").replace(/\p{Cc}+/gu, " ")}${id}\n`);
  return code;
}

function advice(error: ApiError): string[] {
  const scope = error.facts.scope;
  if (error.code === "unauthenticated") return ["Check --key or OMOI_KEY."];
  if (scope === "access:manage")
    return ["No key has that right: a person manages keys under Settings → Keys."];
  if (scope === "projects:write") return ["No key has that right: a person adds projects."];
  return [];
}
