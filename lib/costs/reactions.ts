import { reactTo } from "@/lib/platform/events/service";
import { recordUsage } from "./service/usage";

/** Has what runners report at the end of each attempt recorded, however it ended. */
export function reactByCosts(): void {
  reactTo({
    name: "costs",
    types: ["task.completed", "task.failed", "task.retried", "task.cancelled", "task.lease_lost"],
    run: async (tx, events) => {
      // A task that ended before it was claimed has no attempt.
      const attempts = events.map(({ payload }) => payload.attemptId);
      await recordUsage(
        tx,
        attempts.filter((id) => typeof id === "string"),
      );
    },
  });
}
