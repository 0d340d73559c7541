import { route } from "@/lib/platform/http/route";
import { BATCH_BODY_BYTES_MAX, CreatedTasks, CreateTasks } from "@/lib/work/schema";
import { createTasks } from "@/lib/work/service";

export const POST = route(
  {
    summary: "Create up to 500 tasks, all or none",
    scope: "work:write",
    body: CreateTasks,
    reply: CreatedTasks,
    status: 201,
    idempotent: true,
    bodyBytesMax: BATCH_BODY_BYTES_MAX,
  },
  ({ actor, body }) => createTasks(actor, body),
);
