/** What the caller can only mend by starting the runner differently: one sentence and exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** What `parseArgs` says of a command line, as one sentence that leads to the help of `command`. */
export function toUsageError(error: unknown, command: string): UsageError {
  const message = error instanceof Error ? error.message : String(error);
  const sentence = message.split(/\.\s/, 1)[0]?.replace(/\.$/, "");
  return new UsageError(`${sentence}. See omoios ${command} --help.`, { cause: error });
}
