import { z } from "zod";
import { route } from "@/lib/platform/http/route";
import { Task, TaskDetail, TaskId, UpdateTask } from "@/lib/work/schema";
import { getTask, updateTask } from "@/lib/work/service";

const Params = z.strictObject({ id: TaskId });

export const GET = route(
  {
    summary: "Get a task with its attempts and artifacts",
    scope: "work:read",
    params: Params,
    reply: TaskDetail,
  },
  ({ actor, params }) => getTask(actor, params.id),
);

export const PATCH = route(
  {
    summary: "Edit a task that has not finished",
    scope: "work:write",
    params: Params,
    body: UpdateTask,
    reply: Task,
  },
  ({ actor, params, body }) => updateTask(actor, params.id, body),
);
