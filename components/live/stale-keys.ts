import { costKeys } from "@/lib/costs/queries/keys";
import { guardianKeys } from "@/lib/guardian/queries/keys";
import { alertKeys } from "@/lib/monitoring/queries/keys";
import { eventKeys } from "@/lib/platform/events/queries";
import type { EventRecord } from "@/lib/platform/events/schema";
import { overlaidKeys, workKeys } from "@/lib/work/queries/keys";

/** The queries whose answers an event may have changed. */
export function staleKeys(event: Pick<EventRecord, "type" | "entity">): readonly (readonly unknown[])[] {
  const [room] = event.type.split(".");
  const history = eventKeys.of(event.entity);
  if (room === "task") {
    return [
      eventKeys.news,
      workKeys.tasks,
      workKeys.task(event.entity),
      workKeys.tickets,
      workKeys.agents,
      workKeys.overview,
      costKeys.forecast,
      // A claim reserves, and its end frees.
      costKeys.budgets,
      history,
    ];
  }
  if (room === "ticket")
    return [eventKeys.news, workKeys.tickets, workKeys.tasks, workKeys.overview, history];
  if (room === "agent") return [eventKeys.news, workKeys.agents, workKeys.hosts, workKeys.overview, history];
  if (room === "host") return [eventKeys.news, workKeys.hosts, workKeys.agents, history];
  if (room === "cost") return [eventKeys.news, costKeys.all, history];
  if (room === "alert" || room === "watchdog")
    return [eventKeys.news, alertKeys.all, guardianKeys.notices, history];
  if (room === "guardian") return [eventKeys.news, guardianKeys.all, ...overlaidKeys, history];
  if (room === "project") return [eventKeys.news, workKeys.projects];
  if (room === "hold" || room === "priority_override" || room === "capacity_reservation") {
    return [eventKeys.news, ...overlaidKeys, guardianKeys.notices, history];
  }
  return [eventKeys.news, history];
}
