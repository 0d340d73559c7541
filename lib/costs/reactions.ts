import { reactTo } from "@/lib/platform/events/service";
import { recordEnds } from "./service/ends";

const ENDS = ["task.completed", "task.failed", "task.retried", "task.cancelled", "task.lease_lost"] as const;

/** Has what runners report of each attempt recorded, however it ended and however late they tell. */
export function reactByCosts(): void {
  reactTo({
    name: "costs",
    types: [...ENDS, "task.artifact_added"],
    run: async (tx, events) => {
      const telling = events.filter(
        ({ type, payload }) => type !== "task.artifact_added" || payload.artifactType === "late_result",
      );
      const ends = telling.map(({ entity: taskId, payload: { attemptId } }) => ({
        taskId,
        attemptId: typeof attemptId === "string" ? attemptId : null,
      }));
      await recordEnds(tx, ends);
    },
  });
}
