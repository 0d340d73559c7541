import { z } from "zod";
import { route } from "@/lib/platform/http/route";
import { CancelTask, Task, TaskId } from "@/lib/work/schema";
import { cancelTask } from "@/lib/work/service";

export const POST = route(
  {
    summary: "Cancel a task",
    scope: "work:act",
    params: z.strictObject({ id: TaskId }),
    body: CancelTask,
    reply: Task,
    idempotent: true,
  },
  ({ actor, params, body }) => cancelTask(actor, params.id, body),
);
