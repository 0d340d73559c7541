// What came of things that were asked for at once.
import { AppError } from "@/lib/platform/errors";

/** `done`, or the code of the refusal; anything else is a fault. */
export async function outcome(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => "done",
    (error: unknown) => {
      if (error instanceof AppError) return error.code;
      throw error;
    },
  );
}

export const tally = (outcomes: string[]) => ({
  done: outcomes.filter((each) => each === "done").length,
  others: [...new Set(outcomes.filter((each) => each !== "done"))].sort(),
});
