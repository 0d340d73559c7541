import { z } from "zod";
import { TaskId } from "./ids";
import { BATCH_MAX, CompleteTask } from "./runner";
import { CreateTask } from "./task-requests";
import { TaskSummary } from "./tasks";

/** A batch carries up to 500 prompts or results. */
export const BATCH_BODY_BYTES_MAX = 10_000_000;

const RowKey = z
  .string()
  .regex(/^[\w.-]{1,64}$/, "Use letters, digits, dot, hyphen and underscore, at most 64.");

/** A task of a batch. `key` names it within the batch, so that other rows may depend on it before it has an id. */
export const BatchTask = CreateTask.extend({
  key: RowKey.optional(),
  dependsOnKeys: z.array(RowKey).max(100).default([]).describe("Keys of tasks of the same batch."),
});
export type BatchTask = z.infer<typeof BatchTask>;

export const CreateTasks = z.strictObject({ tasks: z.array(BatchTask).min(1).max(BATCH_MAX) });
export type CreateTasks = z.infer<typeof CreateTasks>;

/** In the order of the request. */
export const CreatedTasks = z.object({ tasks: z.array(TaskSummary) });
export type CreatedTasks = z.infer<typeof CreatedTasks>;

/** An attempt completes once: named twice it would be counted twice. */
function refuseTwice(rows: { attemptId: string }[], context: z.RefinementCtx): void {
  const seen = new Set<string>();
  for (const [at, { attemptId }] of rows.entries()) {
    if (seen.has(attemptId)) {
      context.addIssue({
        code: "custom",
        path: [at, "attemptId"],
        message: "Another row names this attempt.",
      });
    }
    seen.add(attemptId);
  }
}

export const CompleteTasks = z.strictObject({
  tasks: z
    .array(CompleteTask.extend({ taskId: TaskId }))
    .min(1)
    .max(BATCH_MAX)
    .superRefine(refuseTwice),
});
export type CompleteTasks = z.infer<typeof CompleteTasks>;

/** In the order of the request. */
export const CompletedTasks = z.object({
  tasks: z.array(TaskSummary.pick({ id: true, state: true, version: true })),
});
export type CompletedTasks = z.infer<typeof CompletedTasks>;
