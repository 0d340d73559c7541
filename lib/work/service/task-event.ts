import type { NewEvent } from "@/lib/platform/events/service";

export interface ToldTask {
  taskId: string;
  projectId: string;
  title: string;
}

/** An event about a task: with its title, so that whoever reads of it need not ask what it was. */
export function taskEvent(
  type: `task.${string}` & NewEvent["type"],
  { taskId, projectId, title }: ToldTask,
  payload: Record<string, unknown>,
): NewEvent {
  return { type, entity: taskId, projectId, payload: { title, ...payload } };
}
