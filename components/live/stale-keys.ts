import { eventKeys } from "@/lib/platform/events/queries";
import type { EventRecord } from "@/lib/platform/events/schema";
import { workKeys } from "@/lib/work/queries";

/** The queries whose answers an event may have changed. */
export function staleKeys(event: Pick<EventRecord, "type" | "entity">): readonly (readonly unknown[])[] {
  const [room] = event.type.split(".");
  const history = eventKeys.of(event.entity);
  if (room === "task") {
    return [
      workKeys.tasks,
      workKeys.task(event.entity),
      workKeys.tickets,
      workKeys.agents,
      workKeys.overview,
      history,
    ];
  }
  if (room === "ticket") return [workKeys.tickets, workKeys.tasks, workKeys.overview, history];
  if (room === "agent") return [workKeys.agents, workKeys.overview, history];
  if (room === "project") return [workKeys.projects];
  return [];
}
