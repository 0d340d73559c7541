// Runs one command to its end, in a process group of its own.
import { type ChildProcess, spawn } from "node:child_process";
import { sleep } from "./backoff";
import { guardGroup, openGuard, releaseGroup } from "./guard";
import { isSystemError } from "./proc";
import { signalGroup, terminateGroup } from "./process-group";
import type { Timings } from "./timings";

export type OutputSource = "stdout" | "stderr";

export type CommandEnd =
  | {
      kind: "exit";
      code: number | null;
      signal: NodeJS.Signals | null;
      isTimedOut: boolean;
      isGroupGone: boolean;
    }
  | { kind: "spawn"; error: unknown };

export interface CommandOptions {
  command: readonly [string, ...string[]];
  cwd: string;
  env: NodeJS.ProcessEnv;
  stdin: string;
  timeoutMs: number;
  timings: Timings;
  onOutput(source: OutputSource, bytes: Buffer): void;
}

export interface RunningCommand {
  /** Also the id of its process group; null when it could not be started. */
  pid: number | null;
  /** Resolves when the whole group is gone and its output has been read. Never rejects. */
  ended: Promise<CommandEnd>;
  /** SIGTERM to the group now, SIGKILL after this long. */
  stop(killAfterMs: number): void;
}

const liveGroups = new Set<number>();

/** For the runner's own sudden end: nothing it started may outlive it. */
export function killLiveGroups(): void {
  for (const group of liveGroups) signalGroup(group, "SIGKILL");
}

export function startCommand(options: CommandOptions): RunningCommand {
  const [file, ...args] = options.command;
  let child: ChildProcess;
  openGuard();
  try {
    child = spawn(file, args, { cwd: options.cwd, env: options.env, detached: true, stdio: "pipe" });
  } catch (error) {
    return { pid: null, ended: Promise.resolve({ kind: "spawn", error }), stop: () => {} };
  }
  const group = child.pid;
  if (group === undefined) {
    const ended = new Promise<CommandEnd>((resolve) => {
      child.once("error", (error) => resolve({ kind: "spawn", error }));
    });
    return { pid: null, ended, stop: () => {} };
  }
  liveGroups.add(group);
  guardGroup(group);
  child.on("error", () => {}); // A failed kill; `exit` still comes.
  feed(child, options.stdin);
  child.stdout?.on("data", (bytes: Buffer) => options.onOutput("stdout", bytes));
  child.stderr?.on("data", (bytes: Buffer) => options.onOutput("stderr", bytes));
  return {
    pid: group,
    ended: waitForEnd(child, group, options),
    stop: (killAfterMs) => void terminateGroup(group, killAfterMs),
  };
}

async function waitForEnd(child: ChildProcess, group: number, options: CommandOptions): Promise<CommandEnd> {
  const { killGraceMs, leftoverGraceMs, outputCloseMs } = options.timings;
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  let isTimedOut = false;
  const timer = setTimeout(() => {
    isTimedOut = true;
    void terminateGroup(group, killGraceMs);
  }, options.timeoutMs);
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
    child.once("exit", (...end) => resolve(end));
  });
  clearTimeout(timer);
  const isGroupGone = await terminateGroup(group, leftoverGraceMs);
  liveGroups.delete(group);
  releaseGroup(group);
  // A process that left the group may hold the pipes open for ever.
  await Promise.race([closed, sleep(outputCloseMs)]);
  child.stdout?.destroy();
  child.stderr?.destroy();
  return { kind: "exit", code, signal, isTimedOut, isGroupGone };
}

// The command may end, or close its input, without reading all of it.
function feed(child: ChildProcess, text: string): void {
  child.stdin?.on("error", () => {});
  child.stdin?.end(text);
}

/** Why a command could not be started, and whether another try could help. */
export function describeSpawnFailure(file: string, error: unknown): { message: string; retry: boolean } {
  const name = JSON.stringify(file.slice(0, 200));
  if (isSystemError(error, "ENOENT")) {
    return { message: `The command ${name} was not found, or its working directory is gone.`, retry: false };
  }
  if (isSystemError(error, "EACCES"))
    return { message: `The command ${name} may not be executed.`, retry: false };
  const reason = error instanceof Error ? error.message : String(error);
  const isPassing = ["EAGAIN", "ENOMEM", "EMFILE", "ENFILE"].some((code) => isSystemError(error, code));
  return { message: `The command ${name} could not be started: ${reason}`, retry: isPassing };
}
