import { queryOptions } from "@tanstack/react-query";
import { api } from "@/lib/client/api";
import { LogSlice, TaskDetail } from "../schema";
import { workKeys } from "./keys";

export function taskQuery(id: string) {
  return queryOptions({
    queryKey: workKeys.task(id),
    queryFn: ({ signal }) => api({ method: "GET", path: `/tasks/${id}`, reply: TaskDetail, signal }),
  });
}

/** Reads an attempt's log onwards from a byte position. */
export function readLog(taskId: string, attempt: string, offset: number, signal?: AbortSignal) {
  return api({
    method: "GET",
    path: `/tasks/${taskId}/log`,
    query: { attempt, offset },
    reply: LogSlice,
    ...(signal ? { signal } : {}),
  });
}
