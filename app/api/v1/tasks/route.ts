import { route } from "@/lib/platform/http/route";
import { CreateTask, Task, TasksPage, TasksQuery } from "@/lib/work/schema";
import { createTask, listTasks } from "@/lib/work/service";

export const GET = route(
  { summary: "List tasks, newest first", scope: "work:read", query: TasksQuery, reply: TasksPage },
  ({ actor, query }) => listTasks(actor, query),
);

export const POST = route(
  {
    summary: "Create a task",
    scope: "work:write",
    body: CreateTask,
    reply: Task,
    status: 201,
    idempotent: true,
  },
  ({ actor, body }) => createTask(actor, body),
);
