import { z } from "zod";
import { route } from "@/lib/platform/http/route";
import { StartTask, Task, TaskId } from "@/lib/work/schema";
import { startTask } from "@/lib/work/service";

export const POST = route(
  {
    summary: "Say that the attempt has begun",
    scope: "work:run",
    params: z.strictObject({ id: TaskId }),
    body: StartTask,
    reply: Task,
  },
  ({ actor, params, body }) => startTask(actor, params.id, body),
);
