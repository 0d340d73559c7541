import { api } from "@/lib/client/api";
import { type CancelTask, type CreateTask, type RerunTask, Task, type UpdateTask } from "../schema";
import type { Draft } from "./draft";

export function createTask(body: Draft<CreateTask, "ticketId" | "title">, idempotencyKey: string) {
  return api({ method: "POST", path: "/tasks", body, reply: Task, idempotencyKey });
}

export function updateTask(id: string, body: UpdateTask) {
  return api({ method: "PATCH", path: `/tasks/${id}`, body, reply: Task });
}

export function cancelTask(id: string, body: CancelTask) {
  return api({ method: "POST", path: `/tasks/${id}/cancel`, body, reply: Task });
}

export function rerunTask(id: string, body: RerunTask, idempotencyKey: string) {
  return api({ method: "POST", path: `/tasks/${id}/rerun`, body, reply: Task, idempotencyKey });
}
