import { route } from "@/lib/platform/http/route";
import { BATCH_BODY_BYTES_MAX, CompletedTasks, CompleteTasks } from "@/lib/work/schema";
import { completeTasks } from "@/lib/work/service";

export const POST = route(
  {
    summary: "Complete up to 500 tasks, all or none",
    scope: "work:run",
    body: CompleteTasks,
    reply: CompletedTasks,
    idempotent: true,
    bodyBytesMax: BATCH_BODY_BYTES_MAX,
  },
  ({ actor, body }) => completeTasks(actor, body),
);
