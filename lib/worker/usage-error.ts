/** What the caller can only mend by starting the runner differently: one sentence and exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
