// Entry of the `omoios` command.
import { stripVTControlCharacters } from "node:util";
import { type CommandDef, defineCommand, renderUsage, runCommand } from "citty";
import { version } from "@/package.json";
import { killLiveGroups } from "./executor";
import { UsageError } from "./usage-error";
import { WORKER_NOTES, workerCommand } from "./worker-command";

const root = defineCommand({
  meta: { name: "omoios", version, description: "A control room for a fleet of AI coding agents." },
  subCommands: { worker: workerCommand },
});

/** Runs the command line and returns the exit code. */
async function main(argv: string[]): Promise<number> {
  const split = argv.indexOf("--");
  // What follows -- belongs to the command, its --help included.
  const own = split < 0 ? argv : argv.slice(0, split);
  if (own.includes("--version") || own.includes("-v")) {
    console.log(version);
    return 0;
  }
  if (argv.length === 0 || own.includes("--help") || own.includes("-h")) {
    await showHelp(own[0] === "worker");
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

async function showHelp(isWorker: boolean): Promise<void> {
  // Each command's type is that of its own options; the help reads only what all have.
  const usage = isWorker ? await renderUsage(workerCommand as CommandDef, root) : await renderUsage(root);
  const text = isWorker
    ? `${usage.replace("[OPTIONS] ", "[OPTIONS] -- <command> [args…]")}\n${WORKER_NOTES}`
    : usage;
  console.log(process.stdout.isTTY ? text : stripVTControlCharacters(text));
}

function refuse(sentence: string): number {
  console.error(stripVTControlCharacters(sentence.replace(/\.\./g, ".")));
  return 2;
}

process.on("exit", killLiveGroups);
process.exit(await main(process.argv.slice(2)));
