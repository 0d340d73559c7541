import { z } from "zod";
import { route } from "@/lib/platform/http/route";
import { FailTask, Task, TaskId } from "@/lib/work/schema";
import { failTask } from "@/lib/work/service";

export const POST = route(
  {
    summary: "Report a failed attempt",
    scope: "work:run",
    params: z.strictObject({ id: TaskId }),
    body: FailTask,
    reply: Task,
    idempotent: true,
  },
  ({ actor, params, body }) => failTask(actor, params.id, body),
);
