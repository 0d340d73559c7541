import { z } from "zod";
import { route } from "@/lib/platform/http/route";
import { AppendLog, LogPosition, LogQuery, LogSlice, TaskId } from "@/lib/work/schema";
import { appendLog, readLog } from "@/lib/work/service";

const Params = z.strictObject({ id: TaskId });

export const GET = route(
  {
    summary: "Read an attempt's log from a position on",
    scope: "work:read",
    params: Params,
    query: LogQuery,
    reply: LogSlice,
  },
  ({ actor, params, query }) => readLog(actor, params.id, query),
);

export const POST = route(
  {
    summary: "Append to the log of a live attempt",
    scope: "work:run",
    params: Params,
    body: AppendLog,
    reply: LogPosition,
  },
  ({ actor, params, body }) => appendLog(actor, params.id, body),
);
