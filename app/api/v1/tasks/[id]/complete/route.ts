import { z } from "zod";
import { route } from "@/lib/platform/http/route";
import { CompleteTask, Task, TaskId } from "@/lib/work/schema";
import { completeTask } from "@/lib/work/service";

export const POST = route(
  {
    summary: "Report success",
    scope: "work:run",
    params: z.strictObject({ id: TaskId }),
    body: CompleteTask,
    reply: Task,
    idempotent: true,
  },
  ({ actor, params, body }) => completeTask(actor, params.id, body),
);
