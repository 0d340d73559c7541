/** What the runner could not prepare for an attempt: a sentence that says what to mend. */
export class PreparationError extends Error {
  override readonly name = "PreparationError";
  /** Whether another try may go better. */
  readonly retry: boolean;
  constructor(message: string, { retry, cause }: { retry: boolean; cause?: unknown }) {
    super(message, { cause });
    this.retry = retry;
  }
}
