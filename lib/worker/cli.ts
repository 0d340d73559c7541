// Entry of the `omoios` command.
import { stripVTControlCharacters } from "node:util";
import { type CommandDef, defineCommand, renderUsage, runCommand } from "citty";
import { COMMANDS, GROUPS } from "@/lib/cli/commands";
import { exitCodes, summaries } from "@/lib/cli/help";
import { runCli } from "@/lib/cli/run";
import { version } from "@/package.json";
import { killLiveGroups } from "./executor";
import { HOST_NOTES, hostCommand } from "./host/host-command";
import { UsageError } from "./usage-error";
import { WORKER_NOTES, workerCommand } from "./worker-command";

const root = defineCommand({
  meta: { name: "omoios", version, description: "A control room for a fleet of AI coding agents." },
  subCommands: { worker: workerCommand, host: hostCommand },
});

/** Runs the command line and returns the exit code. */
async function main(given: string[]): Promise<number> {
  const argv = toHost(given);
  const split = argv.indexOf("--");
  // What follows -- belongs to the command, its --help included.
  const own = split < 0 ? argv : argv.slice(0, split);
  if (own[0] !== undefined && GROUPS.includes(own[0])) return runCli(argv, terminal());
  if (own.includes("--version") || own.includes("-v")) {
    console.log(version);
    return 0;
  }
  if (argv.length === 0 || own.includes("--help") || own.includes("-h")) {
    await showHelp(own[0]);
    return 0;
  }
  try {
    await runCommand(root, { rawArgs: argv });
    return 0;
  } catch (error) {
    if (error instanceof UsageError) return refuse(error.message);
    if (error instanceof Error && error.name === "CLIError")
      return refuse(`${error.message}. See omoios --help.`);
    console.error(error);
    return 1;
  }
}

function terminal() {
  const interrupted = new AbortController();
  process.once("SIGINT", () => interrupted.abort());
  // The reader of a pipe, such as head, may have seen enough.
  process.stdout.on("error", () => process.exit(0));
  return {
    out: (text: string) => void process.stdout.write(text),
    err: (text: string) => void process.stderr.write(text),
    isColoured: process.stdout.isTTY && !process.env.NO_COLOR,
    showsProgress: process.stderr.isTTY,
    env: process.env,
    signal: interrupted.signal,
  };
}

/** `omoios worker --host …` is `omoios host …`. */
function toHost(argv: string[]): string[] {
  const split = argv.indexOf("--");
  const isHost = argv[0] === "worker" && argv.slice(0, split < 0 ? undefined : split).includes("--host");
  return isHost ? ["host", ...argv.slice(1).filter((word) => word !== "--host")] : argv;
}

// Each command's type is that of its own options; the help reads only what all have.
const HELPS: Record<string, { command: CommandDef; usage: string; notes: string } | undefined> = {
  worker: {
    command: workerCommand as CommandDef,
    usage: "[OPTIONS] [-- <command> [args…]]",
    notes: WORKER_NOTES,
  },
  host: { command: hostCommand as CommandDef, usage: "[OPTIONS]", notes: HOST_NOTES },
};

async function showHelp(name: string | undefined): Promise<void> {
  const help = HELPS[name ?? ""];
  if (!help) {
    console.log(rootHelp());
    return;
  }
  const usage = await renderUsage(help.command, root);
  const text = `${usage.replace("[OPTIONS]", help.usage)}\n${help.notes}`;
  console.log(process.stdout.isTTY ? text : stripVTControlCharacters(text));
}

function rootHelp(): string {
  return [
    `omoios ${version}: a control room for a fleet of AI coding agents.\n`,
    "Usage: omoios <command> [options]; each command has --help.\n",
    "Agents",
    "  worker  Turns a command into an agent: runs it once for each task it claims",
    "  host    Starts agents on this machine when asked, and retires them\n",
    "The control room; the address and the key are in OMOI_URL and OMOI_KEY, or in --url and --key",
    ...summaries(COMMANDS),
    `\n${exitCodes()}`,
  ].join("\n");
}

function refuse(sentence: string): number {
  console.error(stripVTControlCharacters(sentence.replace(/\.\./g, ".")));
  return 2;
}

process.on("exit", killLiveGroups);
process.exit(await main(process.argv.slice(2)));
