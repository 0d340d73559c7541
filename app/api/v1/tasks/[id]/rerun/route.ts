import { z } from "zod";
import { route } from "@/lib/platform/http/route";
import { RerunTask, Task, TaskId } from "@/lib/work/schema";
import { rerunTask } from "@/lib/work/service";

export const POST = route(
  {
    summary: "Run a finished task again, as a new task",
    scope: "work:write",
    params: z.object({ id: TaskId }),
    body: RerunTask,
    reply: Task,
    status: 201,
    idempotent: true,
  },
  ({ actor, params, body }) => rerunTask(actor, params.id, body),
);
