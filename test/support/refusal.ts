import { AppError } from "@/lib/platform/errors";

/** The AppError that this refuses with; throws when it did not refuse. */
export async function refusal(promise: Promise<unknown>): Promise<AppError> {
  const error = await promise.then(
    () => {
      throw new Error("Nothing was refused.");
    },
    (reason: unknown) => reason,
  );
  if (error instanceof AppError) return error;
  throw error;
}
